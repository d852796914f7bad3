/** What the page offers to `run.mjs`. */
export type Bench = {
  /** Once, before the first measurement. */
  prepare(): Promise<void>
  /** @returns milliseconds */
  measure(task: string, contender: string): Promise<number>
}

declare global {
  interface Window {
    readonly bench: Bench
    /** There when Chromium was started with `--js-flags=--expose-gc`. */
    readonly gc?: () => void
  }
}
