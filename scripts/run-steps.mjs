// @ts-check
import { spawn } from 'node:child_process'
import { appendFileSync, closeSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Step
 * @property {string} name
 * @property {[string, ...string[]]} command
 * @property {string} [project] the Vitest project whose tests are counted; without one the step counts as one test
 * @property {string} [needs] the step without whose success this one is skipped
 * @property {string} [lane] steps of one lane run one after the other, in any case
 * @property {Record<string, string>} [env] more than this process has
 */

/** @typedef {{ passed: number, failed: number, skipped: number }} Counts */

/**
 * @typedef {Counts & { note: string, report?: VitestReport }} Result
 * @typedef {{ status: string, fullName: string, failureMessages: string[], meta: Record<string, unknown> }} VitestTest
 * @typedef {{ name: string, status: string, message: string, assertionResults: VitestTest[] }} VitestFile
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: VitestFile[] }} VitestReport
 */

const root = fileURLToPath(new URL('..', import.meta.url))
const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`
const longestStep = 25 * 60_000
const nothing = { passed: 0, failed: 0, skipped: 0, note: '' }

/**
 * @param {string} name
 * @param {string} project
 * @param {Omit<Step, 'name' | 'command' | 'project'>} [more]
 * @param {string[]} [args] which of its tests; none: all
 * @returns {Step}
 */
export function vitest(name, project, more = {}, args = []) {
  return { name, command: ['vitest', 'run', '--project', project, ...args], project, ...more }
}

/**
 * Runs the steps one after the other, or so many lanes of them side by side, and goes on after a failure, so that one run
 * shows them all. The last line that it prints is "N passed, N failed", and the process ends with 1 when a step failed or
 * nothing was run.
 * @param {Step[]} steps
 * @param {{ sideBySide?: number }} [options]
 * @returns {Promise<Map<string, Result>>} by the name of the step
 */
export async function runSteps(steps, { sideBySide = 1 } = {}) {
  const lanes = new Map(steps.map(({ lane }) => [lane, steps.filter((step) => step.lane === lane)]))
  const waiting = [...lanes.values()]
  const isBeside = Math.min(sideBySide, lanes.size) > 1
  /** @type {Map<string, Result>} */
  const results = new Map()
  const runLanes = async () => {
    for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift()) {
      for (const step of lane) {
        const needed = step.needs === undefined ? undefined : results.get(step.needs)
        const isPossible = needed === undefined || needed.passed > 0
        const skipped = { passed: 0, failed: 0, skipped: 1, note: `needs ${step.needs}` }
        results.set(step.name, isPossible ? await run(step, isBeside) : skipped)
      }
    }
  }
  await Promise.all(Array.from({ length: sideBySide }, runLanes))
  report(steps.flatMap(({ name }) => ({ name, ...(results.get(name) ?? nothing) })))
  return results
}

/** @param {(Result & { name: string })[]} results */
function report(results) {
  const total = { ...nothing }
  for (const { passed, failed, skipped } of results) {
    total.passed += passed
    total.failed += failed
    total.skipped += skipped
  }
  const lines = results.map((result) => `${mark(result)} ${result.name.padEnd(24)} ${counts(result)}  ${result.note}`)
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
  const failed = results.flatMap(failures).join('')
  console.log(`${failed}\n${lines.join('\n')}\n\n${counts(total)}`)
  // For whoever adds several runs up.
  if (process.env.REWINDABLE_TOTALS) appendFileSync(process.env.REWINDABLE_TOTALS, `${failed}${counts(total)}\n`)
}

/**
 * @param {Step} step
 * @param {boolean} isBeside whether others run beside it: then what it prints comes in one piece, at its end
 * @returns {Promise<Result>}
 */
async function run({ name, command: [program, ...args], project, env }, isBeside) {
  console.log(`\n── ${name}${isBeside ? ' begins' : ''} ──`)
  const started = Date.now()
  const folder = mkdtempSync(join(tmpdir(), 'rewindable-report-'))
  const file = join(folder, 'report.json')
  const reporters = project === undefined ? [] : ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`]
  // A file, and not a pipe: whatever a step leaves running could hold that open.
  const printed = join(folder, 'printed')
  const output = isBeside ? openSync(printed, 'w') : /** @type {const} */ ('inherit')
  const succeeded = await new Promise((resolve) => {
    const child = spawn(program, [...args, ...reporters], {
      stdio: ['ignore', output, output],
      cwd: root,
      // Lanes share the machine already.
      env: { ...process.env, ...(isBeside && { VITEST_MAX_WORKERS: '1' }), ...env, PATH: path },
      timeout: longestStep,
      shell: process.platform === 'win32',
    })
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0))
  })
  if (typeof output === 'number') {
    closeSync(output)
    console.log(`\n── ${name} ──\n${readFileSync(printed, 'utf8')}`)
  }
  const json = project === undefined ? undefined : readReport(file, project)
  rmSync(folder, { recursive: true, force: true })
  const outcome = project === undefined ? { passed: succeeded ? 1 : 0, failed: 0, skipped: 0 } : testCounts(json)
  if (!succeeded && outcome.failed === 0) outcome.failed = 1
  const note = `${((Date.now() - started) / 1000).toFixed(1)} s`
  return { ...outcome, note, ...(json === undefined ? {} : { report: json }) }
}

/**
 * @param {string} file
 * @param {string} project
 * @returns {VitestReport | undefined}
 */
function readReport(file, project) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    console.error(`The ${project} tests left no report.`)
    return undefined
  }
}

/**
 * @param {VitestReport | undefined} report
 * @returns {Counts}
 */
function testCounts(report) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests: passed, numFailedTests: failed, numPendingTests, numTodoTests, testResults } = report
  const broken = testResults.filter(isBroken)
  const nothingRan = passed + failed + broken.length === 0 ? 1 : 0
  return { passed, failed: failed + broken.length + nothingRan, skipped: numPendingTests + numTodoTests }
}

/**
 * A file that cannot be loaded holds no tests that could fail.
 * @param {VitestFile} file
 */
function isBroken({ status, assertionResults }) {
  return status === 'failed' && assertionResults.length === 0
}

/**
 * Told once more at the end: what came before may be long, or not kept.
 * @param {Result & { name: string }} result
 * @returns {string[]}
 */
function failures({ name, report }) {
  return (report?.testResults ?? []).flatMap((file) => {
    const test = `${name}: ${relative(root, file.name)}`
    if (isBroken(file)) return [`\n✗ ${test}\n${file.message}\n`]
    const failed = file.assertionResults.filter(({ status }) => status === 'failed')
    return failed.map(({ fullName, failureMessages }) => `\n✗ ${test} > ${fullName}\n${failureMessages.map(brief)}\n`)
  })
}

/** @param {string} message with the stack, of which the frames of the test runner say nothing */
function brief(message) {
  return message
    .split('\n')
    .filter((line) => !line.includes('node_modules'))
    .join('\n')
}

/** @param {Counts} counts */
function mark({ passed, failed }) {
  if (failed > 0) return '✗'
  return passed > 0 ? '✓' : '–'
}

/** @param {Counts} counts */
function counts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
