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
 * @property {boolean} [isVitest] counts the tests of its report; any other step counts as one test
 * @property {boolean} [isAlone] no other step runs at the same time
 * @property {string} [after] a step that must end before this one begins
 * @property {string} [needs] a step that must succeed; otherwise this one is skipped
 * @property {Record<string, string>} [env] additional environment variables
 *
 * @typedef {{ passed: number, failed: number, skipped: number, note: string, report?: VitestReport }} Result
 * @typedef {{ status: string, fullName: string, failureMessages: string[], meta: Record<string, unknown> }} VitestTest
 * @typedef {{ name: string, status: string, message: string, assertionResults: VitestTest[] }} VitestFile
 * @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number,
 *   testResults: VitestFile[] }} VitestReport
 */

const root = fileURLToPath(new URL('..', import.meta.url))
const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env.PATH}`
const stepTimeout = 25 * 60_000
const atTheSameTime = 2

/**
 * Runs the steps in their order, two at a time. Continues after a failure, so that one run shows all failures.
 * Prints the failures again at the end. The last line is "N passed, N failed". The exit code is 1 if a step failed or nothing ran.
 *
 * @param {Step[]} steps
 * @returns {Promise<Map<string, Result>>} by the name of the step
 */
export async function runSteps(steps) {
  /** @type {Map<string, Result>} */
  const results = new Map()
  /** @type {Map<Step, Promise<void>>} */
  const running = new Map()
  const waiting = [...steps]
  const isReady = (/** @type {Step} */ { after, needs }) =>
    [after, needs].every((name) => name === undefined || results.has(name))
  const hasRoom = (/** @type {Step} */ { isAlone }) =>
    isAlone ? running.size === 0 : running.size < atTheSameTime && ![...running.keys()].some((step) => step.isAlone)

  while (waiting.length > 0 || running.size > 0) {
    const next = waiting.find(isReady)
    if (next && hasRoom(next)) {
      waiting.splice(waiting.indexOf(next), 1)
      const isSkipped = next.needs !== undefined && results.get(next.needs)?.passed === 0
      const result = isSkipped ? { passed: 0, failed: 0, skipped: 1, note: `needs ${next.needs}` } : run(next)
      running.set(
        next,
        Promise.resolve(result).then((found) => {
          results.set(next.name, found)
          running.delete(next)
        }),
      )
    } else {
      if (running.size === 0) throw new Error(`These steps wait for unknown steps: ${waiting.map(({ name }) => name)}`)
      await Promise.race(running.values())
    }
  }
  report(steps, results)
  return results
}

/** @param {Step[]} steps @param {Map<string, Result>} results */
function report(steps, results) {
  const total = { passed: 0, failed: 0, skipped: 0 }
  let failures = ''
  let summary = ''
  for (const { name } of steps) {
    const result = results.get(name)
    if (!result) continue
    for (const key of /** @type {const} */ (['passed', 'failed', 'skipped'])) total[key] += result[key]
    failures += failuresOf(name, result)
    const mark = result.failed > 0 ? '✗' : result.passed > 0 ? '✓' : '–'
    summary += `${mark} ${name.padEnd(28)} ${counts(result)}  ${result.note}\n`
  }
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
  console.log(`${failures}\n${summary}\n${counts(total)}`)
  // .ci/run adds up several runs.
  if (process.env.REWINDABLE_TOTALS) appendFileSync(process.env.REWINDABLE_TOTALS, `${failures}${counts(total)}\n`)
}

/** @param {Step} step @returns {Promise<Result>} */
async function run({ name, command: [program, ...words], isVitest = false, isAlone = false, env }) {
  console.log(`\n── ${name}${isAlone ? '' : ' starts'} ──`)
  const started = Date.now()
  const folder = mkdtempSync(join(tmpdir(), 'rewindable-report-'))
  const file = join(folder, 'report.json')
  const reporters = isVitest ? ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`] : []
  // Prints the output of each parallel step as one block. The output is a file, because a leftover process would keep a pipe open.
  const printed = join(folder, 'printed')
  const output = isAlone ? 'inherit' : openSync(printed, 'w')
  const succeeded = await new Promise((resolve) => {
    const child = spawn(program, [...words, ...reporters], {
      stdio: ['ignore', output, output],
      cwd: root,
      env: { ...process.env, ...(!isAlone && { VITEST_MAX_WORKERS: '1' }), ...env, PATH: path },
      signal: AbortSignal.timeout(stepTimeout),
      shell: process.platform === 'win32',
    })
    child.on('error', () => resolve(false))
    child.on('exit', (code) => resolve(code === 0))
  })
  if (typeof output === 'number') {
    closeSync(output)
    console.log(`\n── ${name} ──\n${readFileSync(printed, 'utf8')}`)
  }
  const found = isVitest ? readReport(file, name) : undefined
  rmSync(folder, { recursive: true, force: true })
  const result = isVitest ? resultOf(found) : { passed: succeeded ? 1 : 0, failed: 0, skipped: 0 }
  if (!succeeded && result.failed === 0) result.failed = 1
  return { ...result, note: `${((Date.now() - started) / 1000).toFixed(1)} s`, ...(found && { report: found }) }
}

/** @param {string} file @param {string} name @returns {VitestReport | undefined} */
function readReport(file, name) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'))
  } catch {
    console.error(`The step "${name}" ended without a report.`)
    return undefined
  }
}

/** @param {VitestReport | undefined} report */
function resultOf(report) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const { numPassedTests: passed, numFailedTests, numPendingTests, numTodoTests, testResults } = report
  const failed = numFailedTests + testResults.filter(isBroken).length
  return { passed, failed: passed + failed === 0 ? 1 : failed, skipped: numPendingTests + numTodoTests }
}

/** Returns whether a file could not be loaded. Such a file has no tests that could fail. @param {VitestFile} file */
function isBroken({ status, assertionResults }) {
  return status === 'failed' && assertionResults.length === 0
}

/** @param {string} name @param {Result} result */
function failuresOf(name, { report }) {
  const failures = (report?.testResults ?? []).flatMap((file) => {
    const test = `${name}: ${relative(root, file.name)}`
    if (isBroken(file)) return [`\n✗ ${test}\n${file.message}\n`]
    const failed = file.assertionResults.filter(({ status }) => status === 'failed')
    return failed.map(({ fullName, failureMessages }) => `\n✗ ${test} > ${fullName}\n${failureMessages.map(brief)}\n`)
  })
  return failures.join('')
}

/** Omits the stack frames of the test runner. @param {string} message */
function brief(message) {
  return message
    .split('\n')
    .filter((line) => !line.includes('node_modules'))
    .join('\n')
}

/** @param {Pick<Result, 'passed' | 'failed' | 'skipped'>} counts */
function counts({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}
