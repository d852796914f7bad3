// @ts-check
// Takes one mechanism after the other out of the sources, in a copy of them, and asks the suites which test tells.
// `node scripts/mutate.mjs` tries all, `node scripts/mutate.mjs "put instead of add"` those whose name holds the text.
import { spawn } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'
import { mutations } from './mutations.mjs'
import { mutationsAfterReplacements } from './mutations-after-replacements.mjs'
import { mutationsOfConnections } from './mutations-of-connections.mjs'
import { mutationsOfEndings } from './mutations-of-endings.mjs'
import { mutationsOfEnvironments } from './mutations-of-environments.mjs'
import { mutationsOfFiles } from './mutations-of-files.mjs'
import { mutationsOfFollowing } from './mutations-of-following.mjs'
import { mutationsOfForks } from './mutations-of-forks.mjs'
import { mutationsOfOwnership } from './mutations-of-ownership.mjs'
import { mutationsOfPages } from './mutations-of-pages.mjs'
import { mutationsOfReading } from './mutations-of-reading.mjs'
import { mutationsOfReplacements } from './mutations-of-replacements.mjs'
import { mutationsOfStates } from './mutations-of-states.mjs'
import { mutationsOfTheElement } from './mutations-of-the-element.mjs'
import { mutationsOfTypesAndDocs } from './mutations-of-types-and-docs.mjs'
import { mutationsOfWaits } from './mutations-of-waits.mjs'

/** @import { Mutation } from './mutations.mjs' */

const root = fileURLToPath(new URL('..', import.meta.url))
const folders = ['src', 'test', 'examples', 'demo', 'docs', 'scripts']
const copied = [
  ...folders,
  'index.html',
  'package.json',
  'tsconfig.json',
  'vite.config.ts',
  'README.md',
  'CHANGELOG.md',
  'CONTRIBUTING.md',
]
const everything = ['test', 'examples']
const longestRun = 10 * 60_000
const [wanted = ''] = process.argv.slice(2)

const all = [
  ...mutations,
  ...mutationsOfConnections,
  ...mutationsOfReading,
  ...mutationsOfPages,
  ...mutationsOfForks,
  ...mutationsOfOwnership,
  ...mutationsOfTypesAndDocs,
  ...mutationsOfEndings,
  ...mutationsOfFollowing,
  ...mutationsOfEnvironments,
  ...mutationsOfStates,
  ...mutationsOfTheElement,
  ...mutationsOfFiles,
  ...mutationsOfReplacements,
  ...mutationsAfterReplacements,
  ...mutationsOfWaits,
]
const chosen = all.filter(({ name }) => name.includes(wanted))
if (chosen.length === 0) throw new Error(`No mutation has "${wanted}" in its name`)
// All at once, and not each when its turn comes.
for (const { name, file, from } of chosen) {
  const times = readFileSync(join(root, file), 'utf8').split(from).length - 1
  if (times !== 1) throw new Error(`"${name}" must find its text exactly once in ${file}, and finds it ${times} times`)
}
const copy = realpathSync(mkdtempSync(join(tmpdir(), 'rewindable-mutated-')))
const named = new Set(all.flatMap(({ suites }) => suites))
// Tests of the repository itself tell of no mechanism, unless a mutation says so.
const filter = (/** @type {string} */ path) => !path.endsWith('.node.test.ts') || named.has(relative(root, path))
for (const part of copied) cpSync(join(root, part), join(copy, part), { recursive: true, filter })
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))

/** @type {{ name: string, caughtBy: string | undefined }[]} */
const results = []
const figures = process.env.REWINDABLE_FIGURES && join(process.env.REWINDABLE_FIGURES, 'mutations.json')
/** What an earlier run found, which was broken off. @type {typeof results} */
const earlier = figures && existsSync(figures) ? JSON.parse(readFileSync(figures, 'utf8')) : []
try {
  for (const mutation of chosen) {
    const known = earlier.find(({ name }) => name === mutation.name)
    const caughtBy = known?.caughtBy ?? (await tried(mutation))
    results.push({ name: mutation.name, caughtBy })
    console.log(`${caughtBy === undefined ? '✗ SURVIVED' : '✓'} ${mutation.name}${caughtBy ? ` — ${caughtBy}` : ''}`)
    if (figures) writeFileSync(figures, JSON.stringify(results, null, 2))
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}

const survived = results.filter(({ caughtBy }) => caughtBy === undefined)
console.log(
  `\n${results.length} mutations tried, ${results.length - survived.length} caught, ${survived.length} survived`,
)
process.exitCode = survived.length > 0 ? 1 : 0

/**
 * @typedef {object} Failure
 * @property {string} test its name
 * @property {string} file where it stands
 * @property {string} project that ran it
 *
 * @typedef {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }} VitestFile
 */

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
    const failure = (await failing(suites, project)) ?? (await failing(everything))
    if (failure === undefined) return undefined
    writeFileSync(path, original)
    // A test that fails anyway tells nothing.
    const alsoWithout = await failing([failure.file], failure.project)
    if (alsoWithout) throw new Error(`Without any mutation, "${alsoWithout.test}" fails: that is no test that tells`)
    return failure.test
  } finally {
    writeFileSync(path, original)
  }
}

/**
 * @param {string[]} suites
 * @param {string} project
 * @returns {Promise<Failure | undefined>} the first test that fails, if any does
 */
async function failing(suites, project = 'node') {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  // What is tried end to end is the built demo.
  if (project === 'e2e') await ended(['vite/bin/vite.js', 'build', '--mode', 'demo', '--outDir', 'dist-demo'])
  const options = ['--project', project, '--bail', '1', '--reporter=json', `--outputFile=${report}`]
  await ended(['vitest/vitest.mjs', 'run', ...options, ...suites])
  if (!existsSync(report))
    return { test: `none: the tests of ${suites.join(', ')} never end`, file: suites[0] ?? '', project }
  const failure = failureIn(report)
  return failure && { ...failure, project }
}

/**
 * Runs a tool in the copy, and ends it when that takes too long.
 *
 * @param {[module: string, ...options: string[]]} command
 */
function ended([module, ...options]) {
  return new Promise((resolve) => {
    const command = [join(copy, 'node_modules', module), ...options]
    const child = spawn(process.execPath, command, { cwd: copy, stdio: 'ignore' })
    const timer = setTimeout(() => child.kill(), longestRun)
    child.on('exit', (code) => {
      clearTimeout(timer)
      resolve(code)
    })
  })
}

/** @param {string} report @returns {Omit<Failure, 'project'> | undefined} */
function failureIn(report) {
  const { testResults } = /** @type {{ testResults: VitestFile[] }} */ (JSON.parse(readFileSync(report, 'utf8')))
  for (const { name, assertionResults } of testResults) {
    const failed = assertionResults.find(({ status }) => status === 'failed')
    if (failed) return { test: failed.fullName, file: relative(copy, name) }
  }
  const unloadable = testResults.find(({ status }) => status === 'failed')
  if (unloadable) throw new Error(`${unloadable.name} could not be loaded: that is no test that tells`)
  return undefined
}
