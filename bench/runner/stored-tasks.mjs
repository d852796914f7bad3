// @ts-check
import { shown } from './own-task.mjs'

/**
 * @param {import('./tasks.mjs').Sizes} sizes
 * @returns {import('./tasks.mjs').Task[][]}
 */
export function storedTasks({ entities, bulk }) {
  /** @param {string} id @param {string} title @param {string} work @param {number} size @returns {import('./tasks.mjs').Task} */
  const task = (id, title, work, size) => ({ id, title, work, size, unit: 'ms' })
  const kept = { isKept: true, turns: 2 }
  const long = { isLong: true, rounds: 3 }
  return [
    ...entities.map((size) => [
      { ...task(`open-rows-${size}`, `(13) open to the first 50 of ${shown(size)} rows`, 'openRows', size), ...kept },
      { ...task(`query-rows-${size}`, `(14) query 50 of ${shown(size)} rows by an index`, 'queryRows', size), ...kept },
    ]),
    [{ ...task('update-rows', `(15) apply ${shown(bulk)} events to 10,000 rows`, 'updateRows', bulk), ...long }],
    [
      {
        ...task('create-rows', `(16) apply ${shown(bulk)} events to new rows, two indexes`, 'createRows', bulk),
        ...long,
      },
    ],
  ]
}
