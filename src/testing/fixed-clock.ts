/** A clock whose time changes only by `advance`. */
export type FixedClock = {
  /** Returns milliseconds since the Unix epoch. Pass it to a store or to `handleCommand` as `now`. */
  readonly now: () => number
  /** Moves the clock forward by a number of milliseconds. */
  readonly advance: (ms: number) => void
}

/**
 * Returns a clock that stays at its start time until `advance` is called.
 *
 * @param start milliseconds since the Unix epoch, default 0
 *
 * @example
 * ```ts
 * const clock = fixedClock(Date.UTC(2026, 2, 5))
 * const store = await openMemoryEventStore({ now: clock.now })
 * clock.advance(1_000)
 * ```
 */
export function fixedClock(start = 0): FixedClock {
  let time = start
  return {
    now: () => time,
    advance: (ms) => {
      time += ms
    },
  }
}

/**
 * Returns a function that returns the ids `id-1`, `id-2` and so on. Pass it to a store or to `handleCommand` as `newId`.
 *
 * @example
 * ```ts
 * const store = await openMemoryEventStore({ newId: countingIds('event') })
 * ```
 */
export function countingIds(prefix = 'id'): () => string {
  let count = 0
  return () => {
    count += 1
    return `${prefix}-${count}`
  }
}
