import type { Scale } from './scale.ts'
import type { TimeCurve } from './time-curve.ts'

/** Something of the application's own on the timeline, such as a conflict that it caught. */
export type Mark = {
  readonly position: number
  readonly label: string
  /** Drawn with a shape of its own. Default `'note'`. */
  readonly kind?: 'conflict' | 'note'
}

/** Where a day, or a longer stretch of time, begins. */
export type Boundary = { readonly share: number; readonly words: string }

const units: readonly {
  readonly begin: (date: Date, step: number) => Date
  readonly words: Intl.DateTimeFormatOptions
}[] = [
  {
    begin: (d, step) => new Date(d.getFullYear(), d.getMonth(), d.getDate(), d.getHours(), d.getMinutes() + step),
    words: { hour: '2-digit', minute: '2-digit' },
  },
  {
    begin: (d, step) => new Date(d.getFullYear(), d.getMonth(), d.getDate(), d.getHours() + step),
    words: { hour: '2-digit', minute: '2-digit' },
  },
  {
    begin: (d, step) => new Date(d.getFullYear(), d.getMonth(), d.getDate() + step),
    words: { day: 'numeric', month: 'short' },
  },
  { begin: (d, step) => new Date(d.getFullYear(), d.getMonth() + step, 1), words: { month: 'short' } },
  { begin: (d, step) => new Date(d.getFullYear() + step, 0, 1), words: { year: 'numeric' } },
]

/** The beginnings of days in a stretch of the log; of hours, months or years, where days are too few or too many. */
export function boundaries(scale: Scale, curve: TimeCurve, most: number): Boundary[] {
  const { from, to } = scale.stretch
  const [start, end] = [curve.timeAt(Math.max(1, from)), curve.timeAt(to)]
  if (start === undefined || end === undefined || end <= start) return []
  for (const { begin, words } of units) {
    const found = boundariesOf(begin, start, end, most)
    if (!found) continue
    const format = new Intl.DateTimeFormat(undefined, words)
    return found.map((time) => ({ share: scale.shareOf(curve.positionAt(time) ?? from), words: format.format(time) }))
  }
  return []
}

/** @returns undefined: there are more of them */
function boundariesOf(
  begin: (date: Date, step: number) => Date,
  start: number,
  end: number,
  most: number,
): number[] | undefined {
  const found: number[] = []
  for (let date = begin(new Date(start), 1); date.getTime() < end; date = begin(date, 1)) {
    if (found.length >= most) return undefined
    found.push(date.getTime())
  }
  return found
}
