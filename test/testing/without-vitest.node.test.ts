import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { rolldown } from 'rolldown'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'

// Starting processes can take long on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 })

const root = resolve(import.meta.dirname, '../..')

const lamp = `
import { defineDecider } from './model.js'

export const lit = { type: 'LampLit', data: {} }
export const lamp = defineDecider({
  name: 'lamp',
  initialState: () => ({ isLit: false }),
  when: { LampLit: () => ({ isLit: true }) },
  decide: (command, { isLit }) => (isLit ? [] : lit),
})
`

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rewindable-runner-'))
  const bundle = await rolldown({ cwd: root, input: ['src/model.ts', 'src/testing.ts'], platform: 'node' })
  await bundle.write({ dir: folder, entryFileNames: '[name].js' })
  await bundle.close()
  await writeFile(join(folder, 'package.json'), '{ "type": "module" }')
  await writeFile(join(folder, 'lamp.js'), lamp)
})

afterAll(() => rm(folder, { recursive: true, force: true }))

/** Runs a script with the built library in a separate Node process, without a test runner. */
async function runNode(script: string, ...flags: string[]): Promise<{ code: number; output: string }> {
  const file = join(folder, `script-${flags.length}.js`)
  await writeFile(file, `import { lamp, lit } from './lamp.js'\nimport { scenario } from './testing.js'\n${script}`)
  // Without this variable, the inner test runner would report to the outer one.
  const { NODE_TEST_CONTEXT, NODE_OPTIONS, VITEST, ...env } = process.env
  return new Promise((done) => {
    execFile(process.execPath, [...flags, file], { cwd: folder, env }, (error, stdout, stderr) => {
      done({ code: typeof error?.code === 'number' ? error.code : 0, output: stdout + stderr })
    })
  })
}

test('a scenario runs in a plain script', async () => {
  const { code, output } = await runNode(`scenario(lamp, { when: 'light', then: [lit] })\nconsole.log('it holds')`)
  expect({ code, output }).toEqual({ code: 0, output: 'it holds\n' })
})

test('a failing scenario ends a plain script with its message', async () => {
  const { code, output } = await runNode(`scenario(lamp, { given: [lit], when: 'light', then: [lit] })`)
  expect(code).toBe(1)
  expect(output).toContain(
    'ScenarioFailed: The events or commands differ from the expected ones\n\nGiven\n  LampLit { data: {} }\n',
  )
})

test('scenarios and the storage contract run under node:test', async () => {
  const { code, output } = await runNode(
    `
import test from 'node:test'
import { storageContract } from './testing.js'

test('is lit', () => scenario(lamp, { when: 'light', then: [lit] }))
test('is lit once', () => scenario(lamp, { given: [lit], when: 'light', then: [lit] }))
test('has a contract', async () => {
  const cases = await storageContract(() => { throw new Error('no adapter') })
  if (cases.length === 0) throw new Error('Expected cases, found none')
  await cases[0].run().then(() => { throw new Error('Expected the case to fail without an adapter') }, () => {})
})
`,
    '--test',
    '--test-reporter=tap',
  )
  expect(code).toBe(1)
  expect(output).toMatch(/^# pass 2$/m)
  expect(output).toMatch(/^# fail 1$/m)
  expect(output).toMatch(/^ *not ok \d+ - is lit once$/m)
  expect(output).toContain('The events or commands differ from the expected ones')
})
