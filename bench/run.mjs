// @ts-check
// Measures the library against the barest hand-written IndexedDB code for the same work, in Chromium:
// `npm run bench`, with `-- --rounds 15` for more rounds, with `-- --write` to put the table into README.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { chromium } from 'playwright'
import { createServer } from 'vite'
import { chromiumLaunchOptions } from '../scripts/find-chromium.mjs'

/** @typedef {import('./bench.ts').Bench} Bench */

/**
 * @typedef {object} Comparison
 * @property {string} task the name that tasks.ts knows it by
 * @property {string} title
 * @property {string} against the contender to compare with
 * @property {string} work what that contender does
 * @property {number} times how often the task does it, to show the time of one
 * @property {number} [turns] how often everybody has a turn in each round, default 1
 * @property {{ atMost: number } | { atLeast: number }} [target]
 */

/** @type {Comparison[]} */
const comparisons = [
  {
    task: 'awaited',
    title: 'append one event, awaited, with its expected version',
    against: 'bare',
    work: 'one `add` in a transaction, awaited',
    times: 50,
    turns: 8,
    target: { atMost: 1.3 },
  },
  {
    task: 'awaited',
    title: 'the same',
    against: 'committed',
    work: 'the same, with an explicit `commit()`',
    times: 50,
  },
  {
    task: 'concurrent',
    title: 'append 5,000 events at once, a call each',
    against: 'bare',
    work: 'a transaction with one `add` each, at once',
    times: 1,
    target: { atLeast: 15 },
  },
  {
    task: 'batches',
    title: 'append 10,000 events in batches of 1,000',
    against: 'bare',
    work: 'an `add` per event, a transaction per batch',
    times: 1,
    target: { atLeast: 8 },
  },
  {
    task: 'batches',
    title: 'the same',
    against: 'indexed',
    work: 'the same, with an index on stream and version',
    times: 1,
  },
  {
    task: 'replaySingles',
    title: 'replay 10,000 events appended one by one',
    against: 'bare',
    work: '`getAll`, then the sum',
    times: 1,
  },
  {
    task: 'replayBatches',
    title: 'replay 10,000 events appended in batches',
    against: 'bare',
    work: '`getAll`, then the sum',
    times: 1,
  },
  {
    task: 'stream',
    title: 'read a stream of 10 events among 1,000 streams',
    against: 'bare',
    work: '`getAll` on the index',
    times: 50,
  },
  {
    task: 'open',
    title: 'open a log of 10,000 events and ask where it ends',
    against: 'bare',
    work: 'open the database and count',
    times: 1,
  },
]

const root = fileURLToPath(new URL('..', import.meta.url))
const { values: options } = parseArgs({
  options: { rounds: { type: 'string', default: '9' }, write: { type: 'boolean', default: false } },
})
const rounds = Number(options.rounds)
if (!(rounds >= 7)) throw new Error(`--rounds: expected at least 7, got ${options.rounds}`)

const server = await createServer({
  root,
  server: { host: '127.0.0.1', port: 0, hmr: false, watch: null },
  logLevel: 'error',
})
await server.listen()
const { executablePath, args } = chromiumLaunchOptions()
const browser = await chromium.launch({ executablePath, args: [...args, '--js-flags=--expose-gc'] })
try {
  const table = asTable(await measure())
  const cores = cpus()
  const made =
    `Measured ${new Date().toISOString().slice(0, 10)} in Chromium ${browser.version()} on ${cores.length} cores ` +
    `(${cores[0]?.model.trim()}), Node ${process.versions.node}: medians of ${rounds} rounds, taken in turns in the ` +
    'same run, in brackets the range of the middle half. `npm run bench` measures again.'
  console.log(`${table}\n\n${made}`)
  if (options.write) writeReadme(`${table}\n\n${made}`)
  if (table.includes('**missed**')) process.exitCode = 1
} finally {
  await browser.close()
  await server.close()
}

/** @returns {Promise<Map<string, number[]>>} milliseconds by task and contender */
async function measure() {
  const page = await browser.newPage()
  await page.goto(`${server.resolvedUrls?.local[0]}bench/tasks.html`)
  /** @type {import('playwright').JSHandle<Bench>} */
  const bench = await page.waitForFunction(() => window.bench)
  await bench.evaluate((bench) => bench.prepare())
  const taken = /** @type {Map<string, number[]>} */ (new Map())
  // The first round warms up. Every other round goes backwards, so that nobody always follows the same one.
  for (let round = 0; round <= rounds; round++) {
    for (const [task, contender] of round % 2 === 0 ? turns() : turns().toReversed()) {
      const took = await bench.evaluate((bench, turn) => bench.measure(turn.task, turn.contender), { task, contender })
      if (round > 0) taken.set(key(task, contender), [...(taken.get(key(task, contender)) ?? []), took])
    }
    if (process.stderr.isTTY) process.stderr.write(`\rround ${round} of ${rounds} `)
  }
  if (process.stderr.isTTY) process.stderr.write('\r\x1b[K')
  return taken
}

/** The turns of one round. */
function turns() {
  return [...new Set(comparisons.map(({ task }) => task))].flatMap((task) => {
    const ofTask = comparisons.filter((comparison) => comparison.task === task)
    const contenders = ['rewindable', ...ofTask.map(({ against }) => against)]
    const round = contenders.map((contender) => /** @type {const} */ ([task, contender]))
    return Array.from({ length: ofTask[0]?.turns ?? 1 }, () => round).flat()
  })
}

/** @param {Map<string, number[]>} taken */
function asTable(taken) {
  const rows = comparisons.map(({ task, title, against, work, times, target }) => {
    const ours = spread(taken.get(key(task, 'rewindable')))
    const theirs = spread(taken.get(key(task, against)))
    const ratio = ours.median / theirs.median
    const found = ratio > 0.8 ? `${ratio.toFixed(2)} × the time` : `${(1 / ratio).toFixed(1)} × as fast`
    return `| ${title} | ${shown(ours, times)} | ${work} | ${shown(theirs, times)} | ${found} | ${judged(ratio, target)} |`
  })
  return ['| rewindable | ms | bare IndexedDB | ms | ratio | target |', '|---|--:|---|--:|--:|---|', ...rows].join('\n')
}

/**
 * @param {number} ratio
 * @param {Comparison['target']} target
 */
function judged(ratio, target) {
  if (!target) return ''
  if ('atMost' in target) return `at most ${target.atMost} × the time: ${ratio <= target.atMost ? 'met' : '**missed**'}`
  return `at least ${target.atLeast} × as fast: ${1 / ratio >= target.atLeast ? 'met' : '**missed**'}`
}

/** @param {number[] | undefined} samples */
function spread(samples = []) {
  const sorted = samples.toSorted((a, b) => a - b)
  /** @param {number} share */
  const at = (share) => sorted[Math.round(share * (sorted.length - 1))] ?? Number.NaN
  return { low: at(0.25), median: at(0.5), high: at(0.75) }
}

/**
 * @param {ReturnType<typeof spread>} milliseconds
 * @param {number} times
 */
function shown({ low, median, high }, times) {
  /** @param {number} value */
  const one = (value) => (value / times).toLocaleString('en', { maximumSignificantDigits: value / times < 100 ? 2 : 3 })
  return `${one(median)} (${one(low)}–${one(high)})`
}

/** @param {string} text */
function writeReadme(text) {
  const path = `${root}README.md`
  const readme = readFileSync(path, 'utf8')
  const [start, end] = ['<!-- bench -->', '<!-- /bench -->']
  const [from, to] = [readme.indexOf(start), readme.indexOf(end)]
  if (from < 0 || to < from) throw new Error(`README.md: expected the lines ${start} and ${end}, found no such pair.`)
  writeFileSync(path, `${readme.slice(0, from + start.length)}\n${text}\n${readme.slice(to)}`)
}

/**
 * @param {string} task
 * @param {string} contender
 */
function key(task, contender) {
  return `${task} ${contender}`
}
