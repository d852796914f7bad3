declare global {
  interface Window {
    /** There when Chromium was started with `--js-flags=--expose-gc`. */
    readonly gc?: () => void
  }
}

/** What the work took, in milliseconds, rubbish of others not collected on its time. */
export async function timed<Result>(work: () => Promise<Result>): Promise<{ took: number; result: Result }> {
  window.gc?.()
  const start = performance.now()
  const result = await work()
  return { took: performance.now() - start, result }
}

/** The sample that this share of all does not exceed. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = samples.toSorted((a, b) => a - b)
  return sorted[Math.ceil(share * sorted.length) - 1] ?? Number.NaN
}
