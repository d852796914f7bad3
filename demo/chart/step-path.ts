export type Point = { readonly x: number; readonly y: number }

/**
 * A line that keeps its level until the next point, as SVG path data. However many points there are, of those that
 * share a sliver of `resolution` pixels only the extremes and the last are drawn: nobody could tell them apart.
 *
 * @param until where the last level ends
 */
export function stepPath(points: readonly Point[], until: number, resolution = 1.5): string {
  const [first] = points
  if (!first) return ''
  let path = `M${round(first.x)} ${round(first.y)}`
  let sliver = { at: Math.floor(first.x / resolution), x: first.x, low: first.y, high: first.y, last: first.y }
  for (const { x, y } of points) {
    const at = Math.floor(x / resolution)
    if (at === sliver.at) {
      sliver.low = Math.min(sliver.low, y)
      sliver.high = Math.max(sliver.high, y)
      sliver.last = y
    } else {
      path += drawn(sliver)
      sliver = { at, x, low: y, high: y, last: y }
    }
  }
  return `${path}${drawn(sliver)}H${round(until)}`
}

function drawn({ x, low, high, last }: { x: number; low: number; high: number; last: number }): string {
  if (low === high) return `H${round(x)}V${round(last)}`
  return `H${round(x)}V${round(low)}V${round(high)}V${round(last)}`
}

function round(pixels: number): number {
  return Math.round(pixels * 10) / 10
}
