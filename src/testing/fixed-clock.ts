/** A clock that stands still until it is moved. */
export type FixedClock = {
  /** Give it to a store or a command handler as `now`. */
  readonly now: () => number
  /** @param ms milliseconds to move on by */
  readonly advance: (ms: number) => void
}

/**
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
 * Ids that count: `id-1`, `id-2` … Give it to a store or a command handler as `newId`.
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
