// @ts-check
/**
 * Returns a task that fills its own log, and measures only the library.
 *
 * @param {string} id
 * @param {string} title
 * @param {string} work
 * @param {number} size
 * @returns {import('./tasks.mjs').Task}
 */
export function ownTask(id, title, work, size) {
  return { id, title, work, size, unit: 'ms', isKept: true }
}

/** @param {number} count */
export function shown(count) {
  return count.toLocaleString('en')
}
