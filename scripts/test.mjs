// @ts-check
// `npm test` runs all checks and tests. `npm test -- check|unit|browser|package|e2e` runs a part of them.
// The last line is "N passed, N failed".
import { requireBrowsers } from './required-browsers.mjs'
import { runSteps } from './run-steps.mjs'

/** @import { Step } from './run-steps.mjs' */

/** @type {Record<string, Step[]>} */
const parts = {
  check: [npm('check:types'), npm('check:style'), npm('check:unused')],
  unit: [vitest('node')],
  browser: [vitest('chromium')],
  package: [
    npm('build'),
    npm('check:publint', { needs: 'build' }),
    npm('check:attw', { after: 'check:publint', needs: 'build' }),
    vitest('package', { needs: 'build' }),
  ],
  e2e: [npm('build:demo'), vitest('e2e*', { needs: 'build:demo' })],
}

const names = Object.keys(parts)
const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`Expected parts of ${names.join('|')}, found "${unknown.join('", "')}".`)
  process.exit(2)
}
const chosen = names.filter((name) => wanted.length === 0 || wanted.includes(name))
if (chosen.some((name) => ['package', 'e2e', 'browser'].includes(name))) requireBrowsers(['chromium'])
const steps = chosen.flatMap((name) => parts[name] ?? [])
// The short checks run two at a time. Vitest then runs alone, with a worker for each processor.
await runSteps([...steps.filter(({ isVitest }) => !isVitest), ...steps.filter(({ isVitest }) => isVitest)])

/** @param {string} script of package.json @param {Partial<Step>} [more] @returns {Step} */
function npm(script, more) {
  return { name: script, command: ['npm', 'run', '--silent', script], ...more }
}

/** @param {string} project of vite.config.ts @param {Partial<Step>} [more] @returns {Step} */
function vitest(project, more) {
  const command = /** @type {Step['command']} */ (['vitest', 'run', '--project', project])
  return { name: `${project} tests`, command, isVitest: true, isAlone: true, ...more }
}
