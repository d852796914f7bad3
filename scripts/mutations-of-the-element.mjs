// @ts-check
const inTime = { suites: ['test/devtools/marks.node.test.ts'] }
/** @param {string} name */
const inBrowser = (name) => ({ project: 'chromium', suites: [`test/devtools/${name}.browser.test.ts`] })

/** @type {import('./mutations.mjs').Mutation[]} */
export const mutationsOfTheElement = [
  {
    name: 'mark the first pass of a repeated hour alone',
    file: 'src/devtools/local-time.ts',
    from: 'unit.isOnce ? [Math.min(...times)] : times',
    to: '[Math.min(...times)]',
    ...inTime,
  },
  {
    name: 'mark a day twice where its midnight comes twice',
    file: 'src/devtools/local-time.ts',
    from: 'unit.isOnce ? [Math.min(...times)] : times',
    to: 'times',
    ...inTime,
  },
  {
    name: 'leave out a day without a midnight',
    file: 'src/devtools/local-time.ts',
    from: 'return [after]',
    to: 'return []',
    ...inTime,
  },
  {
    name: 'take one offset for all of a stretch',
    file: 'src/devtools/local-time.ts',
    from: 'new Set([offsetAt(reading - aroundAChange), offsetAt(reading + aroundAChange)])',
    to: 'new Set([offsetAt(reading - aroundAChange)])',
    ...inTime,
  },
  {
    name: 'stop an element that is moved',
    file: 'src/devtools/rewindable-timeline.ts',
    from: 'setTimeout(() => {\n      if (!this.isConnected) this.#stop()\n    })',
    to: 'this.#stop()',
    ...inBrowser('moved'),
  },
  {
    name: 'go on in an element that was removed',
    file: 'src/devtools/rewindable-timeline.ts',
    from: 'if (!this.isConnected) this.#stop()',
    to: 'void this.isConnected',
    ...inBrowser('lifecycle'),
  },
  {
    name: 'begin again with the store that is shown',
    file: 'src/devtools/rewindable-timeline.ts',
    from: '!this.isConnected || this.#showing?.isOf(this.#store, this.#projections)',
    to: '!this.isConnected',
    ...inBrowser('moved'),
  },
  {
    name: 'show a store in an element that is away',
    file: 'src/devtools/rewindable-timeline.ts',
    from: '!this.isConnected || this.#showing?.isOf(this.#store, this.#projections)',
    to: 'this.#showing?.isOf(this.#store, this.#projections)',
    ...inBrowser('lifecycle'),
  },
  {
    name: 'let a store that was closed before it was set throw',
    file: 'src/devtools/rewindable-timeline.ts',
    from: 'root.replaceChildren(couldNotBeShown(error))\n      return',
    to: 'throw error',
    ...inBrowser('lifecycle'),
  },
  {
    name: 'take null for a list of projections',
    file: 'src/devtools/rewindable-timeline.ts',
    from: 'this.#projections = projections ?? []',
    to: 'this.#projections = projections',
    ...inBrowser('lifecycle'),
  },
  {
    name: 'leave a moved list where the browser scrolled it',
    file: 'src/devtools/showing.ts',
    from: 'this.#frame.restoreScrolled()',
    to: 'void this.#frame',
    ...inBrowser('moved'),
  },
  {
    name: 'lose the styles in another document',
    file: 'src/devtools/style-sheets.ts',
    from: 'for (const text of adopted.get(root) ?? []) adopt(root, text)',
    to: 'void adopted.get(root)',
    ...inBrowser('moved'),
  },
  {
    name: 'leave the fork of a removed element open',
    file: 'src/devtools/showing.ts',
    from: 'void this.#fork?.close()',
    to: 'void this.#fork',
    ...inBrowser('lifecycle'),
  },
  {
    name: 'call a closed store a state that could not be shown',
    file: 'src/devtools/banner.ts',
    from: 'if (error instanceof StoreClosed)',
    to: 'if (!error)',
    ...inBrowser('lifecycle'),
  },
  {
    name: 'be on the way to what could not be shown',
    file: 'src/devtools/in-words.ts',
    from: 'if (!event && isLive && error === undefined)',
    to: 'if (!event && isLive)',
    ...inBrowser('last-good-state'),
  },
  {
    name: 'name an object by the names of its properties',
    file: 'src/devtools/value-in-words.ts',
    from: 'shortened(codeOf(key) ?? valueInWords(key))',
    to: 'valueInWords(key)',
    ...inBrowser('any-state'),
  },
  {
    name: 'write a state that contains itself without an end',
    file: 'src/devtools/value-as-code.ts',
    from: 'if (around.includes(value) && hasParts(value))',
    to: 'if (around.length < 0)',
    ...inBrowser('any-state'),
  },
]
