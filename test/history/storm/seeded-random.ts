/** A seeded random generator. The same seed gives the same numbers in Node and in every page. */
export class SeededRandom {
  #state: number

  constructor(seed: string) {
    this.#state = 2_166_136_261
    for (const letter of seed) this.#state = Math.imul(this.#state ^ letter.charCodeAt(0), 16_777_619)
  }

  /** Returns a number from 0 to below 1. Uses a Weyl sequence with mixed bits. */
  next(): number {
    this.#state = (this.#state + 0x9e37_79b9) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 16), 0x85eb_ca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }

  /** Returns true with the probability `often`, from 0 to 1. */
  isTrue(often: number): boolean {
    return this.next() < often
  }

  /** Returns a whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.next() * (most - least + 1))
  }

  oneOf<Choice>(choices: readonly [Choice, ...Choice[]]): Choice {
    return choices[this.between(0, choices.length - 1)] ?? choices[0]
  }
}
