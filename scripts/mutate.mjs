// @ts-check
// Removes one mechanism at a time in a copy of the sources. Runs the tests until one test fails.
// `node scripts/mutate.mjs` tries all mutations, `node scripts/mutate.mjs "put() instead"` those whose name contains the text.
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
import { anchorsIn } from './find-anchor.mjs'
import { readMutations, readSources } from './mutations.mjs'

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

const all = await readMutations()
const chosen = all.filter(({ name }) => name.includes(wanted))
if (chosen.length === 0) throw new Error(`Expected a mutation with "${wanted}" in its name, found none.`)
const anchors = anchorsIn(readSources())
// Finds all anchors before the first run, because each run takes long.
for (const mutation of chosen) anchors.mutate(mutation)
const copy = realpathSync(mkdtempSync(join(tmpdir(), 'rewindable-mutated-')))
const named = new Set(all.flatMap(({ suites }) => suites))
// Tests of the repository itself do not test a mechanism. They run only if a mutation names them.
const filter = (/** @type {string} */ path) => !path.endsWith('.node.test.ts') || named.has(relative(root, path))
for (const part of copied) cpSync(join(root, part), join(copy, part), { recursive: true, filter })
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))

/** @type {{ name: string, caughtBy: string | undefined }[]} */
const results = []
const figures = process.env.REWINDABLE_FIGURES && join(process.env.REWINDABLE_FIGURES, 'mutations.json')
/** The results of an earlier run that was interrupted. @type {typeof results} */
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
 * @property {string} test name of the test
 * @property {string} file
 * @property {string} project
 *
 * @typedef {{ name: string, status: string, assertionResults: { status: string, fullName: string }[] }} VitestFile
 */

/**
 * @param {Mutation} mutation
 * @returns {Promise<string | undefined>} the name of the test that fails
 */
async function tried(mutation) {
  const { project, suites } = mutation
  const { path: changed, original, mutated } = anchors.mutate(mutation)
  const path = join(copy, changed)
  writeFileSync(path, mutated)
  try {
    const failure = (await failing(suites, project)) ?? (await failing(everything))
    if (failure === undefined) return undefined
    writeFileSync(path, original)
    // A test that also fails without the mutation proves nothing.
    const alsoWithout = await failing([failure.file], failure.project)
    if (alsoWithout)
      throw new Error(`Expected "${alsoWithout.test}" to pass without a mutation, but it fails. Fix the test first.`)
    return failure.test
  } finally {
    writeFileSync(path, original)
  }
}

/**
 * @param {string[]} suites
 * @param {string} project
 * @returns {Promise<Failure | undefined>} the first test that fails
 */
async function failing(suites, project = 'node') {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  // The e2e tests use the built demo.
  if (project === 'e2e') await ended(['vite/bin/vite.js', 'build', '--mode', 'demo', '--outDir', 'dist-demo'])
  const options = ['--project', project, '--bail', '1', '--reporter=json', `--outputFile=${report}`]
  await ended(['vitest/vitest.mjs', 'run', ...options, ...suites])
  if (!existsSync(report))
    return { test: `none: the tests of ${suites.join(', ')} do not end`, file: suites[0] ?? '', project }
  const failure = failureIn(report)
  return failure && { ...failure, project }
}

/**
 * Runs a tool in the copy, and kills it after 10 minutes.
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
  if (unloadable)
    throw new Error(`${unloadable.name} could not be loaded. The mutation must keep the sources loadable.`)
  return undefined
}
