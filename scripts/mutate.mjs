// @ts-check
// Takes one mechanism after the other out of the sources, in a copy of them, and asks the suites which test tells.
// `node scripts/mutate.mjs` tries all, `node scripts/mutate.mjs "put instead of add"` those whose name holds the text.
import { spawn } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mutations } from './mutations.mjs'
import { mutationsOfForks } from './mutations-of-forks.mjs'
import { mutationsOfReading } from './mutations-of-reading.mjs'

/** @import { Mutation } from './mutations.mjs' */

const root = fileURLToPath(new URL('..', import.meta.url))
const copied = ['src', 'test', 'examples', 'demo', 'docs', 'scripts', 'package.json', 'tsconfig.json', 'vite.config.ts']
const everything = ['test', 'examples']
const longestRun = 10 * 60_000
const [wanted = ''] = process.argv.slice(2)

const all = [...mutations, ...mutationsOfReading, ...mutationsOfForks]
const chosen = all.filter(({ name }) => name.includes(wanted))
if (chosen.length === 0) throw new Error(`No mutation has "${wanted}" in its name`)
// All at once, and not each when its turn comes.
for (const { name, file, from } of chosen) {
  const times = readFileSync(join(root, file), 'utf8').split(from).length - 1
  if (times !== 1) throw new Error(`"${name}" must find its text exactly once in ${file}, and finds it ${times} times`)
}
const copy = mkdtempSync(join(tmpdir(), 'rewindable-mutated-'))
for (const part of copied) cpSync(join(root, part), join(copy, part), { recursive: true })
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))

/** @type {{ name: string, caughtBy: string | undefined }[]} */
const results = []
try {
  const broken = await failingTest(everything)
  if (broken !== undefined) throw new Error(`Without any mutation, "${broken}" fails: that is no test that tells`)
  for (const mutation of chosen) {
    const caughtBy = await tried(mutation)
    results.push({ name: mutation.name, caughtBy })
    console.log(`${caughtBy === undefined ? '✗ SURVIVED' : '✓'} ${mutation.name}${caughtBy ? ` — ${caughtBy}` : ''}`)
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}

const survived = results.filter(({ caughtBy }) => caughtBy === undefined)
console.log(
  `\n${results.length} mutations tried, ${results.length - survived.length} caught, ${survived.length} survived`,
)
const folder = process.env.REWINDABLE_FIGURES
if (folder) writeFileSync(join(folder, 'mutations.json'), JSON.stringify(results, null, 2))
process.exitCode = survived.length > 0 ? 1 : 0

/**
 * @param {Mutation} mutation
 * @returns {Promise<string | undefined>} the test that tells
 */
async function tried({ file, from, to, project, suites }) {
  const path = join(copy, file)
  const original = readFileSync(path, 'utf8')
  // A function, because in a text the replacement's dollar signs would mean something.
  writeFileSync(
    path,
    original.replace(from, () => to),
  )
  try {
    return (await failingTest(suites, project)) ?? (await failingTest(everything))
  } finally {
    writeFileSync(path, original)
  }
}

/**
 * @param {string[]} suites
 * @param {string} project
 * @returns {Promise<string | undefined>} the name of the first test that fails, if any does
 */
async function failingTest(suites, project = 'node') {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  // Tests of the repository itself tell of no mechanism.
  const mechanisms = ['--exclude', '**/*.node.test.ts']
  const options = ['--project', project, '--bail', '1', '--reporter=json', `--outputFile=${report}`, ...mechanisms]
  await new Promise((resolve) => {
    const vitest = join(copy, 'node_modules/vitest/vitest.mjs')
    const child = spawn(process.execPath, [vitest, 'run', ...options, ...suites], { cwd: copy, stdio: 'ignore' })
    const timer = setTimeout(() => child.kill(), longestRun)
    child.on('exit', (code) => {
      clearTimeout(timer)
      resolve(code)
    })
  })
  return nameOfFailure(report)
}

/** @param {string} report */
function nameOfFailure(report) {
  /** @type {{ testResults: { name: string, status: string, assertionResults: { status: string, fullName: string }[] }[] }} */
  const { testResults } = JSON.parse(readFileSync(report, 'utf8'))
  for (const { assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed')
    if (failed) return failed.fullName
  }
  const unloadable = testResults.find(({ status }) => status === 'failed')
  if (unloadable) throw new Error(`${unloadable.name} could not be loaded: that is no test that tells`)
  return undefined
}
