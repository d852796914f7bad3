// @ts-check
// The whole suite: `npm test`, or a part of it: `npm test -- check|unit|browser|package|e2e`. Goes on after a failure, so
// that one run shows them all, and ends with the line "N passed, N failed".
import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { provideChromium } from './provide-chromium.mjs'

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} parts the parts of the suite it belongs to
 * @property {[string, ...string[]]} command
 * @property {string} [project] the Vitest project whose tests are counted; without one the step counts as one test
 * @property {string} [needs] the step without whose success this one is skipped
 */

process.chdir(fileURLToPath(new URL('..', import.meta.url)))

const env = { ...process.env, PATH: `${join(process.cwd(), 'node_modules/.bin')}${delimiter}${process.env.PATH}` }
const longestStep = 15 * 60_000
const reports = mkdtempSync(join(tmpdir(), 'rewindable-reports-'))

/** @type {Step[]} */
const steps = [
  { name: 'types', parts: ['check'], command: ['npm', 'run', '--silent', 'check:types'] },
  { name: 'style', parts: ['check'], command: ['npm', 'run', '--silent', 'check:style'] },
  { name: 'unused', parts: ['check'], command: ['npm', 'run', '--silent', 'check:unused'] },
  { name: 'build', parts: ['package'], command: ['npm', 'run', '--silent', 'build'] },
  { name: 'publint', parts: ['package'], command: ['npm', 'run', '--silent', 'check:publint'], needs: 'build' },
  { name: 'attw', parts: ['package'], command: ['npm', 'run', '--silent', 'check:attw'], needs: 'build' },
  vitest('unit', 'node'),
  vitest('browser', 'chromium'),
  vitest('package', 'package', 'build'),
  { name: 'build:demo', parts: ['e2e'], command: ['npm', 'run', '--silent', 'build:demo'] },
  vitest('e2e', 'e2e', 'build:demo'),
]

const parts = [...new Set(steps.flatMap((step) => step.parts))]
const wanted = process.argv.slice(2)
const unknown = wanted.filter((part) => !parts.includes(part))
if (unknown.length > 0) {
  console.error(`No part "${unknown.join('", "')}": npm test -- ${parts.join('|')}`)
  process.exit(2)
}
if (wanted.join() !== 'check') provideChromium()

const total = { passed: 0, failed: 0, skipped: 0 }
/** @type {string[]} */
const summary = []
const failedSteps = new Set()

for (const step of steps.filter(({ parts }) => wanted.length === 0 || parts.some((part) => wanted.includes(part)))) {
  const result =
    step.needs !== undefined && failedSteps.has(step.needs)
      ? { passed: 0, failed: 0, skipped: 1, note: `needs ${step.needs}` }
      : await run(step)
  if (result.failed + result.skipped > 0 && result.passed === 0) failedSteps.add(step.name)
  total.passed += result.passed
  total.failed += result.failed
  total.skipped += result.skipped
  summary.push(`${mark(result)} ${step.name.padEnd(14)} ${counts(result)}  ${result.note}`)
}

rmSync(reports, { recursive: true, force: true })
console.log(`\n${summary.join('\n')}\n\n${counts(total)}`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0

/**
 * @param {string} part
 * @param {string} project
 * @param {string} [needs]
 * @returns {Step}
 */
function vitest(part, project, needs) {
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${reportOf(project)}`]
  const command = /** @type {Step['command']} */ (['vitest', 'run', '--project', project, ...reporters])
  return { name: `${part} tests`, parts: [part], command, project, ...(needs === undefined ? {} : { needs }) }
}

/** @param {Step} step */
async function run({ name, command: [program, ...args], project }) {
  console.log(`\n── ${name} ──`)
  const started = Date.now()
  const succeeded = await new Promise((resolve) => {
    const child = spawn(program, args, {
      stdio: 'inherit',
      env,
      timeout: longestStep,
      shell: process.platform === 'win32',
    })
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0))
  })
  const outcome = project === undefined ? { passed: 1, failed: 0, skipped: 0 } : testCounts(project)
  if (!succeeded && outcome.failed === 0) outcome.failed = 1
  if (project === undefined && !succeeded) outcome.passed = 0
  const note = `${((Date.now() - started) / 1000).toFixed(1)} s`
  return { ...outcome, note }
}

/**
 * @param {string} project
 * @returns {{ passed: number, failed: number, skipped: number }}
 */
function testCounts(project) {
  try {
    const report = JSON.parse(readFileSync(reportOf(project), 'utf8'))
    const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests, testResults } = report
    const broken = testResults.filter(isBroken)
    const nothingRan = passed + failed + broken.length === 0 ? 1 : 0
    return { passed, failed: failed + broken.length + nothingRan, skipped: numPendingTests + numTodoTests }
  } catch {
    console.error(`The ${project} tests left no report.`)
    return { passed: 0, failed: 1, skipped: 0 }
  }
}

/**
 * A file that cannot be loaded holds no tests that could fail.
 * @param {{ status: string, assertionResults: unknown[] }} file
 */
function isBroken({ status, assertionResults }) {
  return status === 'failed' && assertionResults.length === 0
}

/** @param {string} project */
function reportOf(project) {
  return join(reports, `${project}.json`)
}

/** @param {{ passed: number, failed: number }} counts */
function mark({ passed, failed }) {
  if (failed > 0) return '✗'
  return passed > 0 ? '✓' : '–'
}

/** @param {{ passed: number, failed: number, skipped: number }} counts */
function counts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
