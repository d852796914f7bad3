import type { TimeCurve } from './time-curve.ts'

/** How the slider is spread: one stop an event, or by time with the gaps as they were. */
export type Spread = 'events' | 'time'

/** A stretch of the log, by positions. */
export type Stretch = { readonly from: number; readonly to: number }

/** Leads from positions of a stretch to shares of the width, from 0 to 1, and back. */
export type Scale = {
  readonly stretch: Stretch
  readonly spread: Spread
  shareOf(position: number): number
  /** A fraction between two positions, where it is not one. */
  positionOf(share: number): number
}

export function scaleOf(stretch: Stretch, spread: Spread, curve: TimeCurve): Scale {
  const { from, to } = stretch
  const [start, end] = [curve.timeAt(Math.max(1, from)), curve.timeAt(to)]
  if (spread === 'events' || start === undefined || end === undefined || end <= start) {
    const length = Math.max(1, to - from)
    return {
      stretch,
      spread,
      shareOf: (position) => within((position - from) / length),
      positionOf: (share) => from + within(share) * length,
    }
  }
  return {
    stretch,
    spread,
    // Before the first event there is no time: position 0 stands where the first event does.
    shareOf: (position) => within(((curve.timeAt(position) ?? start) - start) / (end - start)),
    positionOf: (share) => {
      if (share <= 0) return from
      return Math.min(to, Math.max(from, curve.positionAt(start + within(share) * (end - start)) ?? from))
    },
  }
}

/** How busy each of equal parts of the width was, from 0 to 1: by time how many events, by events how quickly they came. */
export function density(scale: Scale, curve: TimeCurve, parts: number): number[] {
  const edges = Array.from({ length: parts + 1 }, (_, edge) => scale.positionOf(edge / parts))
  const stretches = edges.slice(1).map((to, index): [from: number, to: number] => [edges[index] ?? 0, to])
  if (scale.spread === 'time') {
    const amounts = stretches.map(([from, to]) => Math.log1p(to - from))
    const most = Math.max(...amounts)
    return most > 0 ? amounts.map((amount) => amount / most) : amounts
  }
  const gaps = stretches.map(([from, to]) => gapBetween(from, to, curve))
  const shortest = Math.max(1, Math.min(...gaps.filter((gap) => gap !== undefined)))
  // By how often it doubles: a log holds gaps of milliseconds beside gaps of months.
  return gaps.map((gap) => (gap === undefined ? 0 : 1 / (1 + Math.log2(Math.max(gap, shortest) / shortest) / 3)))
}

/** The milliseconds from an event to the next in a stretch; before the first event there are none, and those behind it stand for them. */
function gapBetween(from: number, to: number, curve: TimeCurve): number | undefined {
  const [first, last] = [Math.max(1, from), Math.max(2, to)]
  const [start, end] = [curve.timeAt(first), curve.timeAt(last)]
  return start === undefined || end === undefined ? undefined : (end - start) / Math.max(last - first, 1e-9)
}

/** A stretch made shorter or longer around a place that stays where it is on the screen. `undefined`: the whole log. */
export function zoomed(scale: Scale, share: number, factor: number, lastPosition: number): Stretch | undefined {
  const shares: [number, number] = [share - share * factor, share + (1 - share) * factor]
  const { stretch } = scale
  const middle = scale.positionOf(share)
  const [from, to] =
    factor < 1
      ? [Math.round(scale.positionOf(shares[0])), Math.round(scale.positionOf(shares[1]))]
      : [
          Math.round(middle - (middle - stretch.from) * factor - (stretch.from === stretch.to ? 5 : 0)),
          Math.round(middle + (stretch.to - middle) * factor + (stretch.from === stretch.to ? 5 : 0)),
        ]
  return stretchOf(from, Math.max(to, from + shortest), lastPosition)
}

/** Moved along the log, as far as the log goes. */
export function moved({ from, to }: Stretch, by: number, lastPosition: number): Stretch | undefined {
  const whole = Math.round(Math.min(Math.max(by, -from), lastPosition - to))
  return stretchOf(from + whole, to + whole, lastPosition)
}

/** Fewer than so many events are not worth a zoom. */
const shortest = 8

function stretchOf(from: number, to: number, lastPosition: number): Stretch | undefined {
  const start = Math.max(0, Math.min(from, lastPosition - shortest))
  const end = Math.min(lastPosition, to)
  return start <= 0 && end >= lastPosition ? undefined : { from: start, to: end }
}

function within(share: number): number {
  return Math.min(1, Math.max(0, share))
}
