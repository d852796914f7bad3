/** The number of tries and the waits between them. */
export type Retry = {
  /** Maximum number of tries, from 1. */
  readonly tries: number
  /** Returns the milliseconds to wait after a failed try. `tried` counts the tries so far, from 1. */
  readonly delay: (tried: number) => number
}

/**
 * Returns a delay that doubles after each try. Random jitter keeps two writers in conflict from retrying together.
 * The jitter is "full jitter" from Marc Brooker's "Exponential Backoff and Jitter" (2015).
 *
 * @param first upper limit of the first wait in milliseconds
 * @param longest upper limit of every wait in milliseconds
 */
export function backoff(first: number, longest: number, random: () => number = Math.random): Retry['delay'] {
  return (tried) => random() * Math.min(longest, first * 2 ** (tried - 1))
}

/**
 * Resolves after a time in milliseconds.
 *
 * @throws the signal's reason if the signal is aborted
 */
export function wait(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason)
    const stop = (): void => {
      clearTimeout(timer)
      reject(signal?.reason)
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', stop)
      resolve()
    }, ms)
    signal?.addEventListener('abort', stop, { once: true })
  })
}
