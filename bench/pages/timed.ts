declare global {
  interface Window {
    /** Available if Chromium was started with `--js-flags=--expose-gc`. */
    readonly gc?: () => void
  }
}

/** Measures a function in milliseconds. Collects garbage first, so that earlier garbage does not count. */
export async function timed<Result>(work: () => Promise<Result>): Promise<{ took: number; result: Result }> {
  window.gc?.()
  const start = performance.now()
  const result = await work()
  return { took: performance.now() - start, result }
}

/** Returns a percentile of the samples. @param share from 0 to 1 */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}

/** Returns milliseconds of a clock that is nearly the same in all tabs and finer than Date.now(). */
export function wallClock(): number {
  return performance.timeOrigin + performance.now()
}
