// @ts-check
/**
 * @typedef {object} Sizes numbers of events
 * @property {number} small
 * @property {number} middle
 * @property {number} large
 * @property {number} concurrent
 * @property {number} bulk
 * @property {number} seeks number of seeks
 * @property {readonly number[]} entities numbers of entities in a state
 * @property {number} longStream length of a long stream
 * @property {number} behind number of events that a reactor is behind
 *
 * @typedef {object} Task a row of the table
 * @property {string} id
 * @property {string} title
 * @property {string} work name of the task in pages/page.ts
 * @property {number} size of the log, or the number of events to append
 * @property {boolean} [isPrepared] whether the log is filled before the task
 * @property {boolean} [isKept] whether the task fills its own log, which further tasks use
 * @property {boolean} [needsHeap] whether the browser must report the size of its heap
 * @property {boolean} [inNewTab] whether each turn has a new tab
 * @property {Unit} unit
 * @property {number} [times] repetitions in a turn, for tasks that support it
 * @property {number} [turns] turns in each round, default 1
 * @property {number} [rounds] maximum number of rounds
 * @property {boolean} [isLong] whether the task needs no warm-up round
 * @property {Record<string, string>} [only] the contenders that are measured, by their column
 *
 * @typedef {'ms' | 'MB' | 'bytes' | 'kB' | 'rows' | 'events/s'} Unit
 */

/** @param {number} count */
const shown = (count) => count.toLocaleString('en')

/**
 * Returns the tasks in groups. In each round, every contender has a turn at each task of a group. The last group deletes data of the
 * prepared logs.
 *
 * @param {Sizes} sizes
 * @returns {Task[][]}
 */
export function taskGroups({ small, middle, large, concurrent, bulk, seeks }) {
  return [
    [
      {
        id: 'append',
        title: '(1) one awaited append, version checked',
        work: 'awaitedAppend',
        size: 0,
        unit: 'ms',
        turns: 3,
      },
      {
        id: 'append-committed',
        title: '(1) the same, the `add` with an explicit `commit()`',
        work: 'awaitedAppend',
        size: 0,
        unit: 'ms',
        turns: 3,
        only: { limit: 'limit-committed' },
      },
    ],
    [
      {
        id: 'concurrent',
        title: `(2) ${shown(concurrent)} concurrent appends`,
        work: 'concurrentAppends',
        size: concurrent,
        unit: 'ms',
        isLong: true,
      },
    ],
    [
      {
        id: 'bulk',
        title: `(3) append ${shown(bulk)} in batches of 1,000`,
        work: 'bulkAppend',
        size: bulk,
        unit: 'ms',
        isLong: true,
      },
    ],
    [
      {
        id: 'fold',
        title: `(4) fold ${shown(middle)}, held in memory`,
        work: 'replayInMemory',
        size: middle,
        unit: 'ms',
      },
    ],
    ...[middle, large].map((size) => [
      {
        ...onLog(size),
        id: `replay-${size}`,
        title: `(4) replay and fold ${shown(size)}`,
        work: 'replay',
        unit: /** @type {const} */ ('ms'),
        isLong: true,
      },
    ]),
    [small, large].map((size) => ({
      ...onLog(size),
      id: `stream-${size}`,
      title: `(5) one stream of 100 in ${shown(size)}`,
      work: 'oneStream',
      unit: 'ms',
      turns: 2,
    })),
    [small, large].map((size) => ({
      ...onLog(size),
      id: `open-${size}`,
      title: `(6) open to first state, ${shown(size)}`,
      work: 'opening',
      unit: 'ms',
      turns: 2,
    })),
    [small, large].flatMap((size) => [
      {
        ...onLog(size),
        id: `seek-${size}`,
        title: `(7) ${seeks} seeks anywhere in ${shown(size)}, p95`,
        work: 'seekingAnywhere',
        times: seeks,
        unit: /** @type {const} */ ('ms'),
        isLong: true,
      },
      {
        ...onLog(size),
        id: `scrub-${size}`,
        title: `(7) ${seeks} seeks nearby in ${shown(size)}, p95`,
        work: 'seekingNearby',
        times: seeks,
        unit: /** @type {const} */ ('ms'),
        isLong: true,
      },
    ]),
    [
      { id: 'tabs', title: '(8) append in one tab to state changed in another', work: 'tabToTab', size: 0, unit: 'ms' },
      {
        id: 'tabs-committed',
        title: '(8) the same, the `add` included',
        work: 'tabToTab',
        size: 0,
        unit: 'ms',
        only: { limit: 'limit-committed' },
      },
    ],
    [
      {
        ...onLog(large),
        id: 'heap',
        title: `(10) heap growth in (4), ${shown(large)}, at its peak`,
        work: 'peakHeap',
        needsHeap: true,
        unit: 'MB',
        rounds: 3,
        isLong: true,
      },
    ],
    ...[middle, large].map((size) => [
      {
        ...onLog(size),
        id: `first-replay-${size}`,
        title: `(4) replay and fold ${shown(size)}, the first time`,
        work: 'firstReplay',
        unit: /** @type {const} */ ('ms'),
        isLong: true,
      },
    ]),
  ]
}

/** @param {number} size */
function onLog(size) {
  return { size, isPrepared: true }
}
