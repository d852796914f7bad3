// @ts-check
import { tell } from './progress.mjs'

// A run must end: who would need longer than this to fill the longest log is left out there, but for the one that is judged.
const longestFilling = 300_000
const judged = 'rewindable'

/**
 * @typedef {object} Filled
 * @property {string} title of the contender
 * @property {number} size
 * @property {number | undefined} took milliseconds; undefined: it was not asked
 * @property {number} [expected] how long it would have taken, by its pace on a shorter log
 */

/** The logs that are read: each is filled when it is first needed, by those who can in good time. */
export class Filling {
  /** @type {Map<string, Filled>} */
  #filled = new Map()
  #sizes

  /** @param {import('./tasks.mjs').Sizes} sizes */
  constructor(sizes) {
    this.#sizes = sizes
  }

  /** Everyone's, in the order of filling. */
  get all() {
    return [...this.#filled.values()]
  }

  /**
   * @param {import('./contestant.mjs').Contestant} contestant
   * @param {number} size
   */
  async isFilled(contestant, size) {
    const { contender } = contestant
    const name = `${contender.name} ${size}`
    const filled = this.#filled.get(name) ?? (await this.#fill(contestant, size))
    this.#filled.set(name, filled)
    return filled.took !== undefined
  }

  /**
   * @param {import('./contestant.mjs').Contestant} contestant
   * @param {number} size
   * @returns {Promise<Filled>}
   */
  async #fill(contestant, size) {
    const { title, name, largest = Infinity } = contestant.contender
    if (size > largest) return { title, size, took: undefined }
    const shorter = this.#filled.get(`${name} ${this.#sizes.middle}`)
    const expected = shorter?.took === undefined ? 0 : (shorter.took / shorter.size) * size
    if (expected > longestFilling && name !== judged) return { title, size, took: undefined, expected }
    tell(`filling a log of ${size} events: ${title}`)
    try {
      return { title, size, took: await contestant.fill(size) }
    } catch (error) {
      console.error(`\n${title}, filling a log of ${size} events: ${error}`)
      process.exitCode = 1
      return { title, size, took: undefined }
    }
  }
}
