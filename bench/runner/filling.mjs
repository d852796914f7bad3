// @ts-check
import { showProgress } from './progress.mjs'

// Limits the time of a run, in milliseconds. The bench skips logs that take longer to fill, except for the judged contender.
const longestFilling = 300_000
const judged = 'rewindable'

/**
 * @typedef {object} Filled
 * @property {string} title of the contender
 * @property {number} size
 * @property {number | undefined} took milliseconds; undefined: the contender was left out
 * @property {number} [expected] estimated milliseconds, from the time for a shorter log
 */

/** Fills each log when a task first needs the log, for the contenders that are fast enough. */
export class Filling {
  /** @type {Map<string, Filled>} */
  #filled = new Map()
  #sizes

  /** @param {import('./tasks.mjs').Sizes} sizes */
  constructor(sizes) {
    this.#sizes = sizes
  }

  /** The results of all contenders, in the order of filling. */
  get all() {
    return [...this.#filled.values()]
  }

  /**
   * @param {import('./contender-tab.mjs').ContenderTab} tab
   * @param {number} size
   */
  async isFilled(tab, size) {
    const { contender } = tab
    const name = `${contender.name} ${size}`
    const filled = this.#filled.get(name) ?? (await this.#fill(tab, size))
    this.#filled.set(name, filled)
    return filled.took !== undefined
  }

  /**
   * @param {import('./contender-tab.mjs').ContenderTab} tab
   * @param {number} size
   * @returns {Promise<Filled>}
   */
  async #fill(tab, size) {
    const { title, name, largest = Infinity } = tab.contender
    if (size > largest) return { title, size, took: undefined }
    const shorter = this.#filled.get(`${name} ${this.#sizes.middle}`)
    const expected = shorter?.took === undefined ? 0 : (shorter.took / shorter.size) * size
    if (expected > longestFilling && name !== judged) return { title, size, took: undefined, expected }
    showProgress(`filling a log of ${size} events: ${title}`)
    try {
      return { title, size, took: await tab.fill(size) }
    } catch (error) {
      console.error(`\n${title}, filling a log of ${size} events: ${error}`)
      process.exitCode = 1
      return { title, size, took: undefined }
    }
  }
}
