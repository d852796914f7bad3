// @ts-check
// The whole suite: `npm test`, or a part of it: `npm test -- check|unit|browser|package|e2e`. Ends with the line
// "N passed, N failed".
import { provideChromium } from './provide-chromium.mjs'
import { runSteps, vitest } from './run-steps.mjs'

/** @typedef {import('./run-steps.mjs').Step & { part: string }} PartOfSuite */

/** @type {PartOfSuite[]} */
const steps = [
  { part: 'check', ...npm('types', 'check:types') },
  { part: 'check', ...npm('style', 'check:style') },
  { part: 'check', ...npm('unused', 'check:unused') },
  { part: 'package', ...npm('build', 'build') },
  { part: 'package', ...npm('publint', 'check:publint'), needs: 'build' },
  { part: 'package', ...npm('attw', 'check:attw'), needs: 'build' },
  { part: 'unit', ...vitest('unit tests', 'node') },
  { part: 'browser', ...vitest('browser tests', 'chromium') },
  { part: 'package', ...vitest('package tests', 'package', { needs: 'build' }) },
  { part: 'e2e', ...npm('build:demo', 'build:demo') },
  { part: 'e2e', ...vitest('e2e tests', 'e2e', { needs: 'build:demo' }) },
]

const parts = [...new Set(steps.map(({ part }) => part))]
const wanted = process.argv.slice(2)
const unknown = wanted.filter((part) => !parts.includes(part))
if (unknown.length > 0) {
  console.error(`No part "${unknown.join('", "')}": npm test -- ${parts.join('|')}`)
  process.exit(2)
}
if (wanted.join() !== 'check') provideChromium()
await runSteps(steps.filter(({ part }) => wanted.length === 0 || wanted.includes(part)))

/**
 * @param {string} name
 * @param {string} script of package.json
 * @returns {import('./run-steps.mjs').Step}
 */
function npm(name, script) {
  return { name, command: ['npm', 'run', '--silent', script] }
}
