// @ts-check
import { spreadOf } from './spread.mjs'
import { shown } from './table.mjs'

/**
 * @typedef {import('./table.mjs').Row} Row
 *
 * @typedef {object} Demand a required ratio of two medians of one run, or a required median
 * @property {string} work
 * @property {string} required
 * @property {Cell} of
 * @property {Cell} [to]
 * @property {number} [atLeast]
 * @property {number} [atMost]
 *
 * @typedef {[row: string, column: string]} Cell
 */

/**
 * Returns the performance requirements of the library.
 *
 * @param {import('./tasks.mjs').Sizes} sizes
 * @returns {Demand[]}
 */
function demands({ small, large }) {
  const [ours, dexie, sqlite, limit] = ['rewindable', 'dexie', 'sqlite', 'limit']
  /** @param {string} row @param {string} other @param {number} atLeast */
  const asFast = (row, other, atLeast) => ({
    of: /** @type {Cell} */ ([row, other]),
    to: /** @type {Cell} */ ([row, ours]),
    atLeast,
  })
  /** @param {string} row @param {string} toRow @param {string} other @param {number} atMost */
  const asLong = (row, toRow, other, atMost) => ({
    of: /** @type {Cell} */ ([row, ours]),
    to: /** @type {Cell} */ ([toRow, other]),
    atMost,
  })
  const replay = `replay-${large}`
  return [
    { work: '(1) awaited append', required: '1.3 × as fast as Dexie', ...asFast('append', dexie, 1.3) },
    { work: '', required: 'at most 1.2 × the bare `add`', ...asLong('append', 'append', limit, 1.2) },
    { work: '(2) concurrent appends', required: '25 × Dexie', ...asFast('concurrent', dexie, 25) },
    { work: '(3) bulk append', required: '12 × Dexie', ...asFast('bulk', dexie, 12) },
    { work: '', required: '6 × SQLite-wasm', ...asFast('bulk', sqlite, 6) },
    { work: '(4) replay and fold', required: '8 × Dexie', ...asFast(replay, dexie, 8) },
    { work: '', required: '5 × SQLite-wasm', ...asFast(replay, sqlite, 5) },
    { work: '', required: 'at most 2 × the limit', ...asLong(replay, replay, limit, 2) },
    {
      work: '(5) one stream of 100',
      required: 'at least as fast as Dexie, short log',
      ...asFast(`stream-${small}`, dexie, 1),
    },
    { work: '', required: 'at least as fast as Dexie, long log', ...asFast(`stream-${large}`, dexie, 1) },
    { work: '', required: 'long log at most 1.3 × short', ...asLong(`stream-${large}`, `stream-${small}`, ours, 1.3) },
    {
      work: '',
      required: 'after a burst at most 1.5 × appended one by one',
      ...asLong('burstStream', 'singleStream', ours, 1.5),
    },
    {
      work: '',
      required: 'after a restore at most 1.5 × appended one by one',
      ...asLong('restoredStream', 'singleStream', ours, 1.5),
    },
    {
      work: '(6) open to first state',
      required: 'long log at most 1.3 × short',
      ...asLong(`open-${large}`, `open-${small}`, ours, 1.3),
    },
    {
      work: '(7) seek, p95',
      required: 'anywhere: long log at most 2 × short',
      ...asLong(`seek-${large}`, `seek-${small}`, ours, 2),
    },
    {
      work: '',
      required: 'nearby: at most 3 × reading one page',
      ...asLong(`scrub-${large}`, `scrub-${large}`, limit, 3),
    },
    { work: '', required: 'nearby: under 16 ms', of: [`scrub-${large}`, ours], atMost: 16 },
    { work: '(8) tab to tab', required: 'at most 2 × message and read', ...asLong('tabs', 'tabs', limit, 2) },
    { work: '(9) disk', required: 'at most 1.5 × by hand', ...asLong('disk', 'disk', 'idb', 1.5) },
    { work: '(10) heap', required: 'growth under 64 MB', of: ['heap', ours], atMost: 64_000_000 },
  ]
}

/**
 * @param {import('./tasks.mjs').Sizes} sizes
 * @param {readonly Row[]} rows
 * @returns {string} Markdown
 */
export function judged(sizes, rows) {
  /** @param {Cell} cell */
  const median = ([row, column]) => {
    const samples = rows.find(({ id }) => id === row)?.cells.get(column)
    return Array.isArray(samples) ? spreadOf(samples).median : undefined
  }
  const lines = demands(sizes).map(({ work, required, of, to, atLeast, atMost }) => {
    const [above, below] = [median(of), to ? median(to) : 1]
    if (above === undefined || below === undefined) return [work, required, 'not measured', '']
    const found = above / below
    const isMet = (atLeast === undefined || found >= atLeast) && (atMost === undefined || found <= atMost)
    return [work, required, measured(found, to, of[0]), isMet ? 'met' : '**not met**']
  })
  return [['work', 'required', 'measured', ''], ['---', '---', '--:', '---'], ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n')
}

/**
 * @param {number} found
 * @param {Cell | undefined} to
 * @param {string} row
 */
function measured(found, to, row) {
  if (to) return `${found.toFixed(found < 10 ? 2 : 1)} ×`
  return row === 'heap' ? `${shown(found / 1_000_000)} MB` : `${shown(found)} ms`
}
