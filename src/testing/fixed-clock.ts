/** A clock that stands still until it is moved. */
export type FixedClock = {
  /** Give it to a store or a command handler as `now`. */
  readonly now: () => number
  /** @param ms milliseconds to move on by */
  readonly advance: (ms: number) => void
}

/** @param start milliseconds since the Unix epoch, default 0 */
export function fixedClock(start = 0): FixedClock {
  let time = start
  return {
    now: () => time,
    advance: (ms) => {
      time += ms
    },
  }
}

/** Ids that count: `id-1`, `id-2` … Give it to a store or a command handler as `newId`. */
export function countingIds(prefix = 'id'): () => string {
  let count = 0
  return () => {
    count += 1
    return `${prefix}-${count}`
  }
}
