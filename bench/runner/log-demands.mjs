// @ts-check
import { asFast, asLong, cell } from './demand.mjs'

const [ours, dexie, sqlite, limit] = ['rewindable', 'dexie', 'sqlite', 'limit']

/**
 * Returns the performance requirements of logs.
 *
 * @param {import('./tasks.mjs').Sizes} sizes
 * @returns {import('./demand.mjs').Demand[]}
 */
export function logDemands({ small, large }) {
  const replay = `replay-${large}`
  /** @param {string} row @param {string} other @param {number} atMost */
  const asLongAs = (row, other, atMost) => asLong([row, ours], [row, other], atMost)
  /** @param {string} task @param {number} atMost */
  const longToShort = (task, atMost) => asLong([`${task}-${large}`, ours], [`${task}-${small}`, ours], atMost)
  return [
    { work: '(1) awaited append', required: '1.3 × as fast as Dexie', ...asFast('append', ours, dexie, 1.3) },
    { work: '', required: 'at most 1.2 × the bare `add`', ...asLongAs('append', limit, 1.2) },
    { work: '(2) concurrent appends', required: '25 × Dexie', ...asFast('concurrent', ours, dexie, 25) },
    { work: '(3) bulk append', required: '12 × Dexie', ...asFast('bulk', ours, dexie, 12) },
    { work: '', required: '6 × SQLite-wasm', ...asFast('bulk', ours, sqlite, 6) },
    { work: '(4) replay and fold', required: '8 × Dexie', ...asFast(replay, ours, dexie, 8) },
    { work: '', required: '5 × SQLite-wasm', ...asFast(replay, ours, sqlite, 5) },
    { work: '', required: 'at most 2 × the limit', ...asLongAs(replay, limit, 2) },
    {
      work: '(5) one stream of 100',
      required: 'at least as fast as Dexie, short log',
      ...asFast(`stream-${small}`, ours, dexie, 1),
    },
    { work: '', required: 'at least as fast as Dexie, long log', ...asFast(`stream-${large}`, ours, dexie, 1) },
    { work: '', required: 'long log at most 1.3 × short', ...longToShort('stream', 1.3) },
    { work: '(6) open to first state', required: 'long log at most 1.3 × short', ...longToShort('open', 1.3) },
    { work: '', required: 'at most 1.1 × Dexie, short log', ...asLongAs(`open-${small}`, dexie, 1.1) },
    { work: '', required: 'at most 1.1 × Dexie, long log', ...asLongAs(`open-${large}`, dexie, 1.1) },
    { work: '(7) seek, p95', required: 'anywhere: long log at most 2 × short', ...longToShort('seek', 2) },
    { work: '', required: 'nearby: at most 3 × reading one page', ...asLongAs(`scrub-${large}`, limit, 3) },
    { work: '', required: 'nearby: under 16 ms', of: cell(`scrub-${large}`, ours), atMost: 16 },
    { work: '(8) tab to tab', required: 'at most 2 × message and read', ...asLongAs('tabs', limit, 2) },
    { work: '', required: 'at most 1.1 × idb, by hand', ...asLongAs('tabs', 'idb', 1.1) },
    { work: '(9) disk', required: 'at most 1.5 × by hand', ...asLongAs('disk', 'idb', 1.5) },
    { work: '(10) heap', required: 'growth under 64 MB', of: cell('heap', ours), atMost: 64_000_000 },
  ]
}
