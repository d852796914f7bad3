// @ts-check
import { ownTask, shown } from './own-task.mjs'

/** @typedef {import('./tasks.mjs').Task} Task */

/** Number of accounts in the state that a worker sends. */
const sentAccounts = 10_000

/**
 * Returns the tasks over states with many accounts. A tenth of the events of a log open accounts.
 *
 * @param {import('./tasks.mjs').Sizes} sizes
 * @returns {Task[][]}
 */
export function stateTasks({ entities, large, seeks }) {
  const sizes = [...new Set(entities.map((count) => Math.min(count * 10, large)))]
  const accounts = `${shown(large / 10)} accounts`
  /** @param {string} kind @param {string} work @param {string} name @returns {Task[][]} */
  const ofKind = (kind, work, name) => [
    ...sizes.map((size) => [
      {
        ...ownTask(`seek-${kind}-${size}`, `(18) ${overLog('anywhere', size)}: ${name}`, `seekAnywhere${work}`, size),
        times: seeks,
      },
      {
        ...ownTask(`scrub-${kind}-${size}`, `(19) ${overLog('nearby', size)}: ${name}`, `seekNearby${work}`, size),
        times: seeks,
      },
    ]),
    [
      ownTask(
        `drag-${kind}`,
        `(20) longest task of a drag over ${shown(large)}, ${accounts}: ${name}`,
        `drag${work}`,
        large,
      ),
    ],
    [
      {
        ...ownTask(`state-heap-${kind}`, `(21) heap of the state of ${accounts}: ${name}`, `heapOf${work}`, large),
        ...inMegabytes,
      },
      {
        ...ownTask(
          `seeks-heap-${kind}`,
          `(21) heap after ${shown(seeks * 5)} seeks, ${accounts}: ${name}`,
          `heapAfter${work}Seeks`,
          large,
        ),
        ...inMegabytes,
        times: seeks * 5,
      },
    ],
  ]
  /** @param {string} where @param {number} size */
  const overLog = (where, size) => `${seeks} seeks ${where} in ${shown(size)}, ${shown(size / 10)} accounts, p95`
  /** @param {string} kind @param {string} work @param {string} name @returns {Task} */
  const message = (kind, work, name) => ({
    ...ownTask(`message-${kind}`, `(22) accounts in the message for one change: ${name}`, work, sentAccounts),
    unit: 'rows',
    rounds: 1,
  })
  const groups = [
    [message('collection', 'collectionMessage', 'collection'), message('object', 'objectMessage', 'plain object')],
    [
      ownTask('replay-map', `(17) read ${shown(large)}, and fold them into a \`Map\``, 'replayMap', large),
      ownTask(
        'replay-collection',
        `(17) replay ${shown(large)} into ${accounts}: collection`,
        'replayCollection',
        large,
      ),
      ownTask('replay-object', `(17) replay ${shown(large)} into ${accounts}: plain object`, 'replayObject', large),
    ],
    [
      {
        ...ownTask(`seek-totals-${large}`, `(18) ${overLog('anywhere', large)}: totals`, 'seekAnywhereTotals', large),
        times: seeks,
      },
    ],
    ...ofKind('collection', 'Collection', 'collection'),
    ...ofKind('object', 'Object', 'plain object'),
  ]
  return groups.map((group) => group.map((task) => ({ ...task, isLong: true })))
}

const inMegabytes = { unit: /** @type {const} */ ('MB'), needsHeap: true, rounds: 2 }
