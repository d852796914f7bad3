// @ts-check
/**
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} low first quartile
 * @property {number} high third quartile
 * @property {number} rounds number of samples
 */

/**
 * @param {readonly number[]} samples at least one
 * @returns {Spread}
 */
export function spreadOf(samples) {
  const sorted = samples.toSorted((a, b) => a - b)
  const last = sorted.length - 1
  /** @param {number} index */
  const at = (index) => sorted[index] ?? Number.NaN
  const median = (at(Math.floor(last / 2)) + at(Math.ceil(last / 2))) / 2
  return { low: at(Math.floor(last / 4)), median, high: at(Math.ceil((3 * last) / 4)), rounds: sorted.length }
}
