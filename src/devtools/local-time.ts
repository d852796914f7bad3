/** A stretch of time that begins at a reading of the local clock. */
export type Unit = {
  /** The most milliseconds that it lasts where the clock is not changed. */
  readonly longest: number
  /** Sets a reading of the clock to the beginning of its unit, or of one so many units later. */
  readonly begin: (reading: Date, step: number) => void
  /** Whether it begins once, even where the clock is put back to before its beginning. */
  readonly isOnce: boolean
  readonly words: Intl.DateTimeFormatOptions
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const clock = { hour: '2-digit', minute: '2-digit' } as const

export const units: readonly Unit[] = [
  { longest: minute, begin: (r, step) => r.setUTCMinutes(r.getUTCMinutes() + step, 0, 0), isOnce: false, words: clock },
  { longest: hour, begin: (r, step) => r.setUTCHours(r.getUTCHours() + step, 0, 0, 0), isOnce: false, words: clock },
  {
    longest: day,
    begin: (reading, step) => {
      reading.setUTCDate(reading.getUTCDate() + step)
      reading.setUTCHours(0, 0, 0, 0)
    },
    isOnce: true,
    words: { day: 'numeric', month: 'short' },
  },
  {
    longest: 31 * day,
    begin: (reading, step) => {
      reading.setUTCMonth(reading.getUTCMonth() + step, 1)
      reading.setUTCHours(0, 0, 0, 0)
    },
    isOnce: true,
    words: { month: 'short' },
  },
  {
    longest: 366 * day,
    begin: (reading, step) => {
      reading.setUTCFullYear(reading.getUTCFullYear() + step, 0, 1)
      reading.setUTCHours(0, 0, 0, 0)
    },
    isOnce: true,
    words: { year: 'numeric' },
  },
]

/**
 * The times between two others where a unit begins by the local clock, in order. Where the clock is put back, minutes and hours
 * begin again. Where it is put forward over a beginning, the unit begins at that time.
 *
 * @returns undefined: there are more than `most`
 */
export function beginningsOf(unit: Unit, start: number, end: number, most: number): number[] | undefined {
  // A change of the clock takes away a few at the most.
  if ((end - start) / unit.longest > most + few) return undefined
  const offsets = [offsetAt(start), offsetAt(end)]
  const reading = new Date(start + Math.min(...offsets))
  const last = end + Math.max(...offsets)
  const found = new Set<number>()
  for (unit.begin(reading, 0); reading.getTime() <= last; unit.begin(reading, 1)) {
    const times = timesOf(reading.getTime())
    for (const time of unit.isOnce ? [Math.min(...times)] : times) if (time > start && time < end) found.add(time)
  }
  return found.size > most ? undefined : [...found].sort((one, other) => one - other)
}

const few = 3

/** More than a clock is ever put back or forward. Nowhere is it changed twice in so short a time. */
const aroundAChange = 26 * hour

/** When a local clock shows a reading: once, or twice where it was put back. Never: the time when it was put forward over it. */
function timesOf(reading: number): readonly number[] {
  const offsets = new Set([offsetAt(reading - aroundAChange), offsetAt(reading + aroundAChange)])
  const guesses = Array.from(offsets, (offset) => reading - offset)
  const times = guesses.filter((time) => readingAt(time) === reading)
  if (times.length > 0) return times
  let [before, after] = [Math.min(...guesses), Math.max(...guesses)]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (readingAt(middle) < reading) before = middle
    else after = middle
  }
  return [after]
}

function offsetAt(time: number): number {
  return readingAt(time) - time
}

/** What the local clock shows at a time, in milliseconds since it showed the beginning of 1970. */
function readingAt(time: number): number {
  const date = new Date(time)
  const reading = new Date(0)
  reading.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate())
  reading.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds())
  return reading.getTime()
}
