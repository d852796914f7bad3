// @ts-check
/**
 * @typedef {object} Demand a required ratio of two medians of one run, or a required median
 * @property {string} work
 * @property {string} required
 * @property {Cell} of
 * @property {Cell} [to]
 * @property {Cell} [plus] is added to `to`
 * @property {number} [atLeast]
 * @property {number} [atMost]
 *
 * @typedef {[row: string, column: string]} Cell
 */

/**
 * The first column is this many times as fast as the second, in the same row.
 *
 * @param {string} row
 * @param {string} column
 * @param {string} other
 * @param {number} atLeast
 */
export function asFast(row, column, other, atLeast) {
  return { of: cell(row, other), to: cell(row, column), atLeast }
}

/**
 * The first cell is at most this many times the second.
 *
 * @param {Cell} of
 * @param {Cell} to
 * @param {number} atMost
 */
export function asLong(of, to, atMost) {
  return { of, to, atMost }
}

/**
 * @param {string} row
 * @param {string} column
 * @returns {Cell}
 */
export function cell(row, column) {
  return [row, column]
}
