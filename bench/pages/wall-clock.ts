/** Milliseconds on a clock that tabs nearly agree on, finer than Date.now(). */
export function wallClock(): number {
  return performance.timeOrigin + performance.now()
}
