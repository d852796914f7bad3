// @ts-check
import { ownTask, shown } from './own-task.mjs'
import { stateTasks } from './state-tasks.mjs'

/**
 * @typedef {import('./tasks.mjs').Task} Task
 */

/**
 * Returns the tasks that measure only the library.
 *
 * @param {import('./tasks.mjs').Sizes} sizes
 * @returns {Task[][]}
 */
export function ownTasks(sizes) {
  return [...followerTasks(sizes), ...commandTasks(sizes), ...streamTasks(sizes), ...stateTasks(sizes)]
}

/** @param {import('./tasks.mjs').Sizes} sizes @returns {Task[][]} */
function followerTasks({ behind, middle, large, small }) {
  /** @param {string} id @param {string} followers @param {string} work @returns {Task} */
  const followed = (id, followers, work) => ({
    ...ownTask(`followed-${id}`, `(23) one awaited append${followers}`, work, 0),
    turns: 2,
  })
  return [
    [
      followed('alone', '', 'appendAlone'),
      followed('live', ', with a live projection', 'appendWithLive'),
      followed('subscription', ', with a subscription', 'appendWithSubscription'),
      followed('element', ', with the timeline element', 'appendWithElement'),
      followed('reactor', ', with a reactor', 'appendWithReactor'),
      followed('all', ', with all four', 'appendWithAll'),
    ],
    [
      {
        ...ownTask('behind', `(24) a reactor that is ${shown(behind)} events behind`, 'reactorBehind', behind),
        unit: 'events/s',
        isLong: true,
      },
    ],
    [1, 10].map((count) => ({
      ...ownTask(
        `catch-up-${count}`,
        `(27) ${count === 1 ? 'one projection catches' : 'ten projections catch'} up over ${shown(middle)}`,
        count === 1 ? 'oneProjection' : 'tenProjections',
        middle,
      ),
      isLong: true,
    })),
    [small, large].map((size) => ({
      ...ownTask(`process-${size}`, `(26) start of a process manager over ${shown(size)}`, 'processStart', size),
      isLong: true,
    })),
  ]
}

/** @param {import('./tasks.mjs').Sizes} sizes @returns {Task[][]} */
function commandTasks({ longStream }) {
  return [
    [10, longStream].map((size) =>
      ownTask(`command-${size}`, `(25) one command on a stream of ${shown(size)}`, 'repeatedCommands', size),
    ),
    [10, longStream].map((size) => ({
      ...ownTask(`first-command-${size}`, `(25) the first command of a page, ${shown(size)}`, 'firstCommand', size),
      inNewTab: true,
      isLong: true,
    })),
  ]
}

/** @param {import('./tasks.mjs').Sizes} sizes @returns {Task[][]} */
function streamTasks({ small, large }) {
  /** @param {string} id @param {string} written @param {string} work */
  const read = (id, written, work) =>
    ownTask(`written-${id}`, `(28) one stream of 100 in ${shown(small)}, ${written}`, work, small)
  return [
    [
      read('alone', 'appended one by one', 'streamOneByOne'),
      read('burst', 'appended in a burst', 'streamInABurst'),
      read('restored', 'restored from a backup', 'streamRestored'),
    ],
    [small, large].flatMap((size) => [
      ownTask(`account-read-${size}`, `(29) read one account of ten events in ${shown(size)}`, 'readOneAccount', size),
      ownTask(`account-live-${size}`, `(29) open its live state, in ${shown(size)}`, 'liveOneAccount', size),
    ]),
  ]
}
