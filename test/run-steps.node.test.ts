import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import type { Step } from '../scripts/run-steps.mjs'

const runner = new URL('../scripts/run-steps.mjs', import.meta.url).href

/** Runs the steps in a separate process, as `npm test` does. */
function run(steps: readonly Step[]): { exitCode: number | null; lines: string[]; totals: string } {
  const folder = mkdtempSync(join(tmpdir(), 'rewindable-steps-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const totals = join(folder, 'totals')
  const script = `import { runSteps } from ${JSON.stringify(runner)}; await runSteps(${JSON.stringify(steps)})`
  const options = { encoding: 'utf8', env: { ...process.env, REWINDABLE_TOTALS: totals } } as const
  const { status, stdout } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], options)
  return { exitCode: status, lines: stdout.trimEnd().split('\n'), totals: readFileSync(totals, 'utf8') }
}

function step(name: string, code: string, more: Partial<Step> = {}): Step {
  return { name, command: [process.execPath, '-e', code], ...more }
}

test('a run continues after a failure, and its last line counts all steps', () => {
  const { exitCode, lines, totals } = run([
    step('first', ''),
    step('broken', 'process.exit(3)'),
    step('needs broken', '', { needs: 'broken' }),
    step('after broken', '', { after: 'broken' }),
    { name: 'no program', command: ['a-program-that-does-not-exist'] },
  ])
  expect(lines.at(-1)).toBe('2 passed, 2 failed, 1 skipped')
  expect(totals).toBe('2 passed, 2 failed, 1 skipped\n')
  expect(exitCode).toBe(1)
})

test('a run without failures ends with exit code 0', () => {
  const { exitCode, lines } = run([step('first', ''), step('second', '')])
  expect(lines.at(-1)).toBe('2 passed, 0 failed')
  expect(exitCode).toBe(0)
})

test('a step that runs alone waits for the other steps', () => {
  const { lines } = run([
    step('slow', 'setTimeout(() => console.log("slow ends"), 100)'),
    step('alone', 'console.log("alone runs")', { isAlone: true }),
  ])
  expect(lines.indexOf('slow ends')).toBeGreaterThan(-1)
  expect(lines.indexOf('alone runs')).toBeGreaterThan(lines.indexOf('slow ends'))
})

test('a Vitest step without a report counts as failed', () => {
  const { lines } = run([step('vitest', '', { isVitest: true })])
  expect(lines.at(-1)).toBe('0 passed, 1 failed')
})

test('a Vitest step shows its failed tests again at the end', () => {
  const failed = { status: 'failed', fullName: 'the balance is right', failureMessages: ['expected 70'], meta: {} }
  const file = { name: 'bank.test.ts', status: 'failed', message: '', assertionResults: [failed] }
  const report = { numPassedTests: 2, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults: [file] }
  const code = `const file = process.argv.find((word) => word.startsWith('--outputFile')).split('=')[1]
    require('node:fs').writeFileSync(file, ${JSON.stringify(JSON.stringify(report))})`
  const { lines, totals } = run([
    { ...step('vitest', code, { isVitest: true }), command: [process.execPath, '-e', code, '--'] },
  ])
  expect(lines.at(-1)).toBe('2 passed, 1 failed')
  expect(totals).toMatch(/✗ vitest: .*bank\.test\.ts > the balance is right\nexpected 70/)
})
