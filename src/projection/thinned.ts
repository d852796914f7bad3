/** Returns at most `count` of these positions, in order. It repeatedly removes the position that leaves the smallest gap. */
export function thinned(positions: readonly number[], count: number): number[] {
  const left = [...positions]
  while (left.length > count) {
    const gaps = left.map((_, index) => (left[index + 1] ?? Infinity) - (left[index - 1] ?? 0))
    left.splice(gaps.indexOf(Math.min(...gaps)), 1)
  }
  return left
}
