// @ts-check
import { asFast, asLong, cell } from './demand.mjs'
import { shown } from './own-task.mjs'

const own = 'own'

/**
 * Returns the requirements of work whose cost must not grow with the state, the stream, or the number of followers.
 *
 * @param {import('./tasks.mjs').Sizes} sizes
 * @returns {import('./demand.mjs').Demand[]}
 */
export function scaleDemands(sizes) {
  return [...listDemands(sizes), ...storedDemands(sizes), ...stateDemands(sizes), ...followerDemands(sizes)]
}

/** @param {import('./tasks.mjs').Sizes} sizes @returns {import('./demand.mjs').Demand[]} */
function listDemands({ entities }) {
  const [few = 0, some = 0, many = 0] = entities
  const largest = `shown-${many}`
  const [collection, returned] = ['rewindable-collection', 'rewindable-returning']
  const times = `at most 1.5 × the time at ${shown(few)}`
  /** @param {string} column */
  const manyToFew = (column) => asLong([largest, column], [`shown-${few}`, column], 1.5)
  return [
    { work: '(12) append to list shown, collection', required: times, ...manyToFew(collection) },
    { work: '', required: '3 × as fast as Dexie', ...asFast(largest, collection, 'dexie-list', 3) },
    { work: '', required: 'faster than Redux Toolkit', ...asFast(largest, collection, 'redux', 1) },
    { work: '', required: 'faster than TanStack DB', ...asFast(largest, collection, 'tanstack', 1) },
    {
      work: '(12) plain object',
      required: `4 × as fast as a clone for each event, at ${shown(some)}`,
      ...asFast(`shown-${some}`, 'rewindable-object', 'clone-per-event', 4),
    },
    {
      work: '(12) returned states',
      required: `at most 1.2 × the time at ${shown(few)} and the handler's own time`,
      ...asLong([largest, returned], [`shown-${few}`, returned], 1.2),
      plus: cell(largest, 'returning-by-hand'),
    },
  ]
}

/** @param {import('./tasks.mjs').Sizes} sizes @returns {import('./demand.mjs').Demand[]} */
function storedDemands({ entities }) {
  const [few, many] = [entities[0] ?? 0, entities.at(-1) ?? 0]
  const [stored, dexie] = ['rewindable-stored', 'dexie-rows']
  /** @param {string} task @param {string} work */
  const reading = (task, work) => [
    {
      work,
      required: `at most 1.5 × the time at ${shown(few)}`,
      ...asLong([`${task}-${many}`, stored], [`${task}-${few}`, stored], 1.5),
    },
    { work: '', required: 'at least as fast as Dexie', ...asFast(`${task}-${many}`, stored, dexie, 1) },
  ]
  return [
    ...reading('open-rows', '(13) open to the first 50 rows'),
    ...reading('query-rows', '(14) query by index'),
    {
      work: '(15) changes of stored rows',
      required: '3 × as fast as Dexie',
      ...asFast('update-rows', stored, dexie, 3),
    },
    {
      work: '(16) new stored rows',
      required: "at most 1.2 × Dexie's time",
      ...asLong(['create-rows', stored], ['create-rows', dexie], 1.2),
    },
  ]
}

/** @param {import('./tasks.mjs').Sizes} sizes @returns {import('./demand.mjs').Demand[]} */
function stateDemands({ large }) {
  const seeks = cell(`seek-collection-${large}`, own)
  return [
    {
      work: `(17) replay into ${shown(large / 10)} rows`,
      required: 'half the speed of a bare `Map` fold',
      of: cell('replay-map', own),
      to: cell('replay-collection', own),
      atLeast: 0.5,
    },
    {
      work: '(18) seek anywhere, p95',
      required: 'at most 3 × a hundred totals',
      ...asLong(seeks, [`seek-totals-${large}`, own], 3),
    },
    { work: '(19) seek nearby, p95', required: 'under 16 ms', of: cell(`scrub-collection-${large}`, own), atMost: 16 },
    { work: '(20) longest task of a drag', required: 'at most 50 ms', of: cell('drag-collection', own), atMost: 50 },
    {
      work: '(21) heap after seeks',
      required: 'under 2 × the state',
      ...asLong(['seeks-heap-collection', own], ['state-heap-collection', own], 2),
    },
    { work: '(22) rows in a message', required: '1', of: cell('message-collection', own), atMost: 1 },
  ]
}

/** @param {import('./tasks.mjs').Sizes} sizes @returns {import('./demand.mjs').Demand[]} */
function followerDemands({ small, large, longStream }) {
  /** @param {string} row @param {string} other @param {number} atMost */
  const ratio = (row, other, atMost) => asLong([row, own], [other, own], atMost)
  return [
    {
      work: '(23) awaited append with four followers',
      required: 'at most 1.5 × alone',
      ...ratio('followed-all', 'followed-alone', 1.5),
    },
    { work: '(24) reactor that is behind', required: '3,000 events/s', of: cell('behind', own), atLeast: 3_000 },
    {
      work: `(25) command on a stream of ${shown(longStream)}`,
      required: 'at most 1.5 × one on a stream of 10',
      ...ratio(`command-${longStream}`, 'command-10', 1.5),
    },
    {
      work: '',
      required: 'first of a page: at most 3 ×',
      ...ratio(`first-command-${longStream}`, 'first-command-10', 3),
    },
    {
      work: '(26) start of a process manager',
      required: 'long log at most 2 × short',
      ...ratio(`process-${large}`, `process-${small}`, 2),
    },
    { work: '(27) ten projections', required: 'at most 1.5 × one', ...ratio('catch-up-10', 'catch-up-1', 1.5) },
    {
      work: '(28) stream after a burst',
      required: 'at most 1.5 × appended one by one',
      ...ratio('written-burst', 'written-alone', 1.5),
    },
    {
      work: '(28) stream after a restore',
      required: 'at most 1.5 × appended one by one',
      ...ratio('written-restored', 'written-alone', 1.5),
    },
    {
      work: '(29) live state of one stream',
      required: 'at most 1.1 × reading it, short log',
      ...ratio(`account-live-${small}`, `account-read-${small}`, 1.1),
    },
    {
      work: '',
      required: 'at most 1.1 × reading it, long log',
      ...ratio(`account-live-${large}`, `account-read-${large}`, 1.1),
    },
  ]
}
