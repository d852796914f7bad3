import type { SampledTimes } from './sampled-times.ts'

/** The distribution of positions over the slider: one step per event, or in proportion to time. */
export type Spread = 'events' | 'time'

/** A range of positions, both ends included. */
export type PositionRange = { readonly from: number; readonly to: number }

/** Converts positions of a range to shares of the width, from 0 to 1, and back. */
export type Scale = {
  readonly range: PositionRange
  readonly spread: Spread
  shareOf(position: number): number
  /** Returns a fraction for a point between two positions. */
  positionOf(share: number): number
}

export function scaleOf(range: PositionRange, spread: Spread, times: SampledTimes): Scale {
  const { from, to } = range
  const [start, end] = [times.timeAt(Math.max(1, from)), times.timeAt(to)]
  if (spread === 'events' || start === undefined || end === undefined || end <= start) {
    const length = Math.max(1, to - from)
    return {
      range,
      spread,
      shareOf: (position) => clamped((position - from) / length),
      positionOf: (share) => from + clamped(share) * length,
    }
  }
  return {
    range,
    spread,
    // Position 0 has no time, so it gets the place of the first event.
    shareOf: (position) => clamped(((times.timeAt(position) ?? start) - start) / (end - start)),
    positionOf: (share) => {
      if (share <= 0) return from
      return Math.min(to, Math.max(from, times.positionAt(start + clamped(share) * (end - start)) ?? from))
    },
  }
}

/**
 * Returns the density of equal parts of the width, from 0 to 1. By time, the density counts events. By event, it
 * measures the rate at which events followed each other.
 */
export function density(scale: Scale, times: SampledTimes, parts: number): number[] {
  const edges = Array.from({ length: parts + 1 }, (_, edge) => scale.positionOf(edge / parts))
  const ranges = edges.slice(1).map((to, index): [from: number, to: number] => [edges[index] ?? 0, to])
  if (scale.spread === 'time') {
    const amounts = ranges.map(([from, to]) => Math.log1p(to - from))
    const most = Math.max(...amounts)
    return most > 0 ? amounts.map((amount) => amount / most) : amounts
  }
  const gaps = ranges.map(([from, to]) => gapBetween(from, to, times))
  const shortestGap = Math.max(1, Math.min(...gaps.filter((gap) => gap !== undefined)))
  // Logarithmic, because a log contains gaps of milliseconds as well as gaps of months.
  return gaps.map((gap) => (gap === undefined ? 0 : 1 / (1 + Math.log2(Math.max(gap, shortestGap) / shortestGap) / 3)))
}

/**
 * Returns the average number of milliseconds between the events of a range. Position 0 has no time, so the first events
 * are used instead.
 */
function gapBetween(from: number, to: number, times: SampledTimes): number | undefined {
  const [first, last] = [Math.max(1, from), Math.max(2, to)]
  const [start, end] = [times.timeAt(first), times.timeAt(last)]
  return start === undefined || end === undefined ? undefined : (end - start) / Math.max(last - first, 1e-9)
}

/**
 * Scales a range around a point, which keeps its place on the screen. Returns `undefined` for the whole log.
 */
export function zoomed(scale: Scale, share: number, factor: number, lastPosition: number): PositionRange | undefined {
  const shares: [number, number] = [share - share * factor, share + (1 - share) * factor]
  const { range } = scale
  const middle = scale.positionOf(share)
  const [from, to] =
    factor < 1
      ? [Math.round(scale.positionOf(shares[0])), Math.round(scale.positionOf(shares[1]))]
      : [
          Math.round(middle - (middle - range.from) * factor - (range.from === range.to ? 5 : 0)),
          Math.round(middle + (range.to - middle) * factor + (range.from === range.to ? 5 : 0)),
        ]
  return rangeOf(from, Math.max(to, from + minZoomLength), lastPosition)
}

/** Returns a range moved by a number of positions, limited to the log. */
export function shifted({ from, to }: PositionRange, by: number, lastPosition: number): PositionRange | undefined {
  const whole = Math.round(Math.min(Math.max(by, -from), lastPosition - to))
  return rangeOf(from + whole, to + whole, lastPosition)
}

/** The minimum number of events of a zoomed range. */
const minZoomLength = 8

function rangeOf(from: number, to: number, lastPosition: number): PositionRange | undefined {
  const start = Math.max(0, Math.min(from, lastPosition - minZoomLength))
  const end = Math.min(lastPosition, to)
  return start <= 0 && end >= lastPosition ? undefined : { from: start, to: end }
}

function clamped(share: number): number {
  return Math.min(1, Math.max(0, share))
}
