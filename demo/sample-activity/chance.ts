/** Repeatable chance: the same seed gives the same numbers. */
export type Chance = {
  /** From 0 up to, not including, 1. */
  number(): number
  /** Whole, both ends included. */
  between(low: number, high: number): number
  oneOf<T>(choices: readonly T[]): T
}

/** The generator known as mulberry32: 32 bits of state are plenty for sample data. */
export function chanceFrom(seed: number): Chance {
  let state = seed >>> 0
  function number(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  function between(low: number, high: number): number {
    return low + Math.floor(number() * (high - low + 1))
  }
  function oneOf<T>(choices: readonly T[]): T {
    const choice = choices[between(0, choices.length - 1)]
    if (choice === undefined) throw new Error('there is nothing to choose from')
    return choice
  }
  return { number, between, oneOf }
}
