import type { SampledTimes } from './sampled-times.ts'
import type { Scale } from './scale.ts'

/** The beginning of a minute, hour, day, month or year in local time, as a share of the width. */
export type Boundary = { readonly share: number; readonly words: string }

/** Returns the boundaries of the smallest unit that has at most `most` of them in the range. */
export function boundaries(scale: Scale, times: SampledTimes, most: number): Boundary[] {
  const { from, to } = scale.range
  const [start, end] = [times.timeAt(Math.max(1, from)), times.timeAt(to)]
  if (start === undefined || end === undefined || end <= start) return []
  for (const unit of units) {
    const found = beginningsOf(unit, start, end, most)
    if (!found) continue
    const format = new Intl.DateTimeFormat(undefined, unit.words)
    return found.map((time) => ({ share: scale.shareOf(times.positionAt(time) ?? from), words: format.format(time) }))
  }
  return []
}

/** A unit of local time. */
type Unit = {
  /** The maximum duration in milliseconds, ignoring clock changes. */
  readonly longest: number
  /** Moves a reading of the clock to the beginning of its unit, then by `step` units. */
  readonly begin: (reading: Date, step: number) => void
  /** Whether a unit begins one time only, even if the clock is set back to before its beginning. */
  readonly isOnce: boolean
  readonly words: Intl.DateTimeFormatOptions
}

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const clock = { hour: '2-digit', minute: '2-digit' } as const

const units: readonly Unit[] = [
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
 * Returns the times between `start` and `end` at which a unit begins by the local clock, in ascending order. If the
 * clock is set back, minutes and hours begin again. If the clock is set forward past a beginning, the unit begins at that
 * moment.
 *
 * @returns `undefined` if there are more than `most`
 */
function beginningsOf(unit: Unit, start: number, end: number, most: number): number[] | undefined {
  // Each clock change can remove a few beginnings.
  if ((end - start) / unit.longest > most + maxClockChanges) return undefined
  const offsets = [offsetAt(start), offsetAt(end)]
  const reading = new Date(start + Math.min(...offsets))
  const last = end + Math.max(...offsets)
  const found = new Set<number>()
  for (unit.begin(reading, 0); reading.getTime() <= last; unit.begin(reading, 1)) {
    const times = timesShowing(reading.getTime())
    for (const time of unit.isOnce ? [Math.min(...times)] : times) if (time > start && time < end) found.add(time)
  }
  return found.size > most ? undefined : [...found].sort((one, other) => one - other)
}

const maxClockChanges = 3

/** Exceeds every clock change that ever happened. No zone changes its clock twice within this time. */
const clockChangeMargin = 26 * hour

/**
 * Returns the times at which the local clock shows a reading: two if the clock was set back, otherwise one. Returns the
 * time of the change if the clock was set forward past the reading.
 */
function timesShowing(reading: number): readonly number[] {
  const offsets = new Set([offsetAt(reading - clockChangeMargin), offsetAt(reading + clockChangeMargin)])
  const guesses = Array.from(offsets, (offset) => reading - offset)
  const times = guesses.filter((time) => localReadingAt(time) === reading)
  if (times.length > 0) return times
  let [before, after] = [Math.min(...guesses), Math.max(...guesses)]
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2)
    if (localReadingAt(middle) < reading) before = middle
    else after = middle
  }
  return [after]
}

function offsetAt(time: number): number {
  return localReadingAt(time) - time
}

/** Returns the reading of the local clock at a time, in milliseconds since the local beginning of 1970. */
function localReadingAt(time: number): number {
  const date = new Date(time)
  const reading = new Date(0)
  reading.setUTCFullYear(date.getFullYear(), date.getMonth(), date.getDate())
  reading.setUTCHours(date.getHours(), date.getMinutes(), date.getSeconds(), date.getMilliseconds())
  return reading.getTime()
}
