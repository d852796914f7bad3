// @ts-check
const untilReady = `(async () => {
  for (let tries = 0; !window.bench && tries < 500; tries++) await new Promise((wake) => setTimeout(wake, 20))
  return window.bench !== undefined
})()`

/** A contender and the tab in which it is measured. */
export class ContenderTab {
  /** @type {import('./contenders.mjs').Contender} */
  contender
  #browser
  #origin
  /** @type {import('./browser.mjs').Tab | undefined} */
  #tab
  #isFollowed = false

  /**
   * @param {import('./contenders.mjs').Contender} contender
   * @param {import('./browser.mjs').Browser} browser
   * @param {number} port
   * @param {string} [site] suffix of a separate origin
   */
  constructor(contender, browser, port, site = '') {
    this.contender = contender
    this.#browser = browser
    this.#origin = `${contender.name}${site}.localhost:${port}`
  }

  /**
   * Fills a log.
   *
   * @param {number} size
   * @returns {Promise<number>} milliseconds
   */
  async fill(size) {
    return Number(await (await this.#opened()).evaluate(`bench.fill(${size})`))
  }

  /**
   * Reads a log that was filled before the tab was closed.
   *
   * @param {number} size
   */
  async readAgain(size) {
    await (await this.#opened()).evaluate(`bench.readAgain(${size})`)
  }

  /** @param {import('./tasks.mjs').Task} task */
  async prepare({ work, size }) {
    if (work === 'tabToTab' && !this.#isFollowed) {
      this.#isFollowed = true
      await (await this.#newTab()).evaluate('bench.follow()')
    }
    await (await this.#opened()).evaluate(`bench.prepare('${work}', ${size})`)
  }

  /**
   * @param {import('./tasks.mjs').Task} task
   * @returns {Promise<number>} the measured value
   */
  async turn({ work, size, times = 1 }) {
    return Number(await (await this.#opened()).evaluate(`bench.turn('${work}', ${size}, ${times})`))
  }

  bytesOnDisk() {
    return this.#browser.bytesOnDisk(this.#origin)
  }

  async leave() {
    await this.#tab?.close()
    this.#tab = undefined
  }

  async #opened() {
    this.#tab ??= await this.#newTab()
    // Browsers slow down hidden tabs.
    await this.#tab.bringToFront()
    return this.#tab
  }

  async #newTab() {
    const tab = await this.#browser.newTab()
    await tab.goto(`http://${this.#origin}/`)
    const isThere = await tab.evaluate(untilReady)
    if (!isThere) throw new Error(`Expected the page of ${this.contender.name} to load within 10 seconds`)
    return tab
  }
}
