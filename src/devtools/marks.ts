import { beginningsOf, units } from './local-time.ts'
import type { Scale } from './scale.ts'
import type { TimeCurve } from './time-curve.ts'

/** Something of the application's own on the timeline, such as a conflict that it caught. */
export type Mark = {
  readonly position: number
  readonly label: string
  /** Drawn with a shape of its own. Default `'note'`. */
  readonly kind?: 'conflict' | 'note'
}

/** Where a stretch of time begins by the local clock: a minute, an hour, a day, a month or a year. */
export type Boundary = { readonly share: number; readonly words: string }

/** The times where minutes begin in a stretch of the log; or hours, days, months or years, of which there are few enough. */
export function boundaries(scale: Scale, curve: TimeCurve, most: number): Boundary[] {
  const { from, to } = scale.stretch
  const [start, end] = [curve.timeAt(Math.max(1, from)), curve.timeAt(to)]
  if (start === undefined || end === undefined || end <= start) return []
  for (const unit of units) {
    const found = beginningsOf(unit, start, end, most)
    if (!found) continue
    const format = new Intl.DateTimeFormat(undefined, unit.words)
    return found.map((time) => ({ share: scale.shareOf(curve.positionAt(time) ?? from), words: format.format(time) }))
  }
  return []
}
