/** Repeatable random numbers: the same seed yields the same numbers. */
export type Chance = {
  /** From 0 inclusive to 1 exclusive. */
  number(): number
  /** An integer, both ends included. */
  between(low: number, high: number): number
  oneOf<T>(choices: readonly T[]): T
}

/** Returns a mulberry32 generator. Its 32 bits of state are enough for sample data. */
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
    if (choice === undefined) throw new Error('Expected at least one item to choose from, found none.')
    return choice
  }
  return { number, between, oneOf }
}
