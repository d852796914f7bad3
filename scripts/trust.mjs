// @ts-check
// `npm run trust` runs the long sweeps: kills, injected faults, hostile input, storms and mutations. It takes more than an hour.
// It prints a table of the results. `--write` puts the table into the docs. `-- kills` or another part runs one part.
// `--into <folder>` keeps the results in that folder. An interrupted run then continues if the commit is the same.
import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { engineNames } from './engines-table.mjs'
import { writeSection } from './page-section.mjs'
import { requireBrowsers } from './required-browsers.mjs'
import { trustTable } from './trust-table.mjs'

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: options, positionals: wanted } = parseArgs({
  options: { write: { type: 'boolean', default: false }, into: { type: 'string' } },
  allowPositionals: true,
})
const figures = options.into === undefined ? mkdtempSync(join(tmpdir(), 'rewindable-figures-')) : resolve(options.into)
mkdirSync(figures, { recursive: true })
const doneParts = join(figures, 'done.json')
const commit = measuredCommit()
const vitest = join(root, 'node_modules/vitest/vitest.mjs')

/** @import { Hostile, Sweep } from './trust-table.mjs' */
/** @typedef {{ sweep?: Sweep, hostile?: Hostile }} Meta */
/** @typedef {{ testResults: { assertionResults: { meta: Meta }[] }[] }} VitestReport */

/**
 * @typedef {object} Part
 * @property {string[]} command module and arguments for Node
 * @property {boolean} [isAside] runs in parallel with the other parts, because it waits for browsers half of its time
 * @property {Record<string, string>} [env]
 */

/** @type {Record<string, Part>} */
const parts = {
  faults: { command: [vitest, 'run', '--project', 'node', 'test/storage/fault-sweep', ...reportTo('faults')] },
  faultsInChromium: {
    command: [
      ...[vitest, 'run', '--project', 'chromium', 'test/storage/fault-sweep'],
      ...reportTo('faults-in-chromium'),
    ],
    env: { SWEEP_STEP: '1' },
  },
  hostile: { command: [vitest, 'run', '--project', 'node', 'test/hostile', ...reportTo('hostile')] },
  hostileInChromium: {
    command: [
      ...[vitest, 'run', '--project', 'chromium', 'test/hostile/long-lines', 'test/hostile/a-million-streams'],
      ...reportTo('hostile-in-chromium'),
    ],
    env: { VITE_HOSTILE_STREAMS: '1000000' },
  },
  demo: { command: [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--mode', 'demo', '--outDir', 'dist-demo'] },
  hostileInTheDemo: {
    command: [
      ...[vitest, 'run', '--project', 'e2e', 'test/e2e/hostile-demo.e2e.test.ts'],
      ...reportTo('hostile-in-the-demo'),
    ],
  },
  storm: {
    command: [vitest, 'run', '--project', 'e2e-alone', 'test/e2e/storm.e2e.test.ts'],
    env: { REWINDABLE_STORM: '5' },
  },
  kills: {
    command: [vitest, 'run', '--project', 'e2e-alone', 'test/e2e/kills.e2e.test.ts'],
    env: { REWINDABLE_KILLS: '25', REWINDABLE_ENGINES: 'chromium,chromium-sqlite,firefox,webkit' },
    isAside: true,
  },
  mutations: { command: [join(root, 'scripts/mutate.mjs')] },
}

const unknown = wanted.filter((name) => !(name in parts))
if (unknown.length > 0)
  throw new Error(`Expected parts of ${Object.keys(parts).join(', ')}, found "${unknown.join('", "')}".`)
if (options.write && wanted.length > 0) throw new Error('--write needs a complete run. Omit the names of parts.')

requireBrowsers(engineNames)

/** @type {string[]} */
const failed = []
const chosen = Object.entries(parts).filter(([name]) => wanted.length === 0 || wanted.includes(name))
try {
  await Promise.all([
    run(chosen.filter(([, { isAside }]) => isAside)),
    run(chosen.filter(([, { isAside }]) => !isAside)),
  ])
  const made = `Measured ${new Date().toISOString().slice(0, 10)}, at commit ${commit}.`
  const table = `${made}\n\n${trustTable(figuresIn(figures))}`
  console.log(`\n${table}`)
  if (options.write && failed.length === 0) writeSection('trust', table)
} finally {
  if (options.into === undefined) rmSync(figures, { recursive: true, force: true })
}
if (failed.length > 0) {
  console.error(`Failed: ${failed.join(', ')}`)
  process.exitCode = 1
}

/** Returns the measured commit. Throws if the results would mix two commits or contain uncommitted changes. */
function measuredCommit() {
  const git = (/** @type {string[]} */ ...words) => execFileSync('git', words, { cwd: root, encoding: 'utf8' }).trim()
  const commit = git('rev-parse', '--short', 'HEAD')
  const kept = join(figures, 'commit.txt')
  const before = existsSync(kept) ? readFileSync(kept, 'utf8') : commit
  if (before !== commit)
    throw new Error(`Expected results of ${commit} in ${figures}, found results of ${before}. Use another folder.`)
  const isChanged = git('status', '--porcelain', '--', 'src', 'test', 'scripts', 'demo') !== ''
  if (isChanged && (options.write || options.into !== undefined))
    throw new Error('Found uncommitted changes. Commit first, because the table names the commit.')
  writeFileSync(kept, commit)
  return commit
}

/** @param {[name: string, part: Part][]} chosen */
async function run(chosen) {
  for (const [name, part] of chosen) {
    if (done().includes(name)) continue
    console.log(`\n── ${name} ──`)
    if (await succeeds(part)) writeFileSync(doneParts, JSON.stringify([...done(), name]))
    else failed.push(name)
  }
}

/** @returns {string[]} the parts that succeeded */
function done() {
  return existsSync(doneParts) ? JSON.parse(readFileSync(doneParts, 'utf8')) : []
}

/** @param {Part} part */
function succeeds({ command, env, isAside = false }) {
  return new Promise((resolve) => {
    // A parallel part uses one processor. The other parts use the rest.
    const workers = isAside ? 1 : Math.max(1, availableParallelism() - 1)
    const surroundings = {
      ...process.env,
      VITEST_MAX_WORKERS: String(workers),
      ...env,
      REWINDABLE_FIGURES: figures,
    }
    const child = spawn(process.execPath, command, { cwd: root, stdio: 'inherit', env: surroundings })
    child.on('exit', (code) => resolve(code === 0))
  })
}

/**
 * @param {string} name
 * @returns {string[]} options of Vitest that keep its report under the name
 */
function reportTo(name) {
  return ['--reporter=default', '--reporter=json', `--outputFile.json=${join(figures, `${name}.json`)}`]
}

/** @param {string} folder */
function figuresIn(folder) {
  const read = (/** @type {string} */ name) => {
    const path = join(folder, `${name}.json`)
    return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined
  }
  return {
    kills: read('kills'),
    faults: notedIn(read('faults'), 'sweep'),
    faultsInChromium: notedIn(read('faults-in-chromium'), 'sweep'),
    hostile: notedIn(read('hostile'), 'hostile'),
    hostileInChromium: notedIn(read('hostile-in-chromium'), 'hostile'),
    hostileInTheDemo: notedIn(read('hostile-in-the-demo'), 'hostile'),
    storm: read('storm'),
    mutations: read('mutations'),
  }
}

/**
 * @template {keyof Meta} What
 * @param {VitestReport | undefined} report
 * @param {What} what
 */
function notedIn(report, what) {
  return report?.testResults.flatMap((file) => file.assertionResults).flatMap(({ meta }) => meta[what] ?? [])
}
