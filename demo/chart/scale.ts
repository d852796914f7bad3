import type { BankHistory } from '../bank-history.ts'
import type { Entries, Entry } from '../entries.ts'
import { formatShortMoney } from '../money.ts'
import { formatCount } from '../wording.ts'
import { niceTicks, timeTicks } from './axis.ts'

/** Horizontal scale: proportional to time, or one step per event. */
export type Spread = 'time' | 'events'

type Tick = { readonly at: number; readonly label: string }

/** Converts entries to points of the chart, and points to positions of the log. */
export type Scale = {
  readonly width: number
  readonly height: number
  x(entry: Entry): number
  y(cents: number): number
  /** Returns the position of the log at a point of the chart. */
  positionAt(x: number): number
  readonly xTicks: readonly Tick[]
  readonly yTicks: readonly Tick[]
}

/**
 * @param entries the entries whose positions the chart uses
 * @param view.beside other entries that are drawn too
 */
export function scaleFor(
  entries: Entries,
  view: { width: number; height: number; spread: Spread; lowest: number; highest: number; beside: Entries },
): Scale {
  const { width, height, spread, beside } = view
  const levels = niceTicks(view.lowest, view.highest, Math.max(2, Math.round(height / 70)))
  const floor = levels[0] ?? 0
  const ceiling = levels.at(-1) ?? 1
  const y = (cents: number) => height - ((cents - floor) / (ceiling - floor || 1)) * height
  const yTicks = levels.map((cents) => ({ at: y(cents), label: formatShortMoney(cents) }))
  const wished = Math.max(2, Math.floor(width / 90))
  // Leaves some space at the right, so that the last step is visible.
  const reach = width * 0.98

  if (spread === 'events') {
    const last = Math.max(entries.at(-1)?.position ?? 1, beside.at(-1)?.position ?? 1)
    const at = (position: number) => (position / last) * reach
    const xTicks = niceTicks(0, last, wished)
      .filter((position) => position > 0 && position <= last)
      .map((position) => ({ at: at(position), label: `#${formatCount(position)}` }))
    return {
      width,
      height,
      x: ({ position }) => at(position),
      y,
      positionAt: (x) => Math.min(Math.round((x / reach) * last), last),
      xTicks,
      yTicks,
    }
  }

  const from = entries.at(0)?.recordedAt ?? 0
  const to = Math.max(entries.at(-1)?.recordedAt ?? 0, beside.at(-1)?.recordedAt ?? 0, from + 1000)
  const at = (time: number) => ((time - from) / (to - from)) * reach
  const positionAt = (x: number) => {
    const time = from + (x / reach) * (to - from)
    return entries.lastUntil(({ recordedAt }) => recordedAt <= time)?.position ?? 0
  }
  const xTicks = timeTicks(from, to, wished).map(({ time, label }) => ({ at: at(time), label }))
  return { width, height, x: ({ recordedAt }) => at(recordedAt), y, positionAt, xTicks, yTicks }
}

/** Returns the point of a position. Position 0 is the left edge. */
export function placeOf(position: number, history: BankHistory, scale: Scale): number {
  const entry = history.entries.lastUpTo(position)
  return entry ? scale.x(entry) : 0
}
