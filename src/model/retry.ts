/** How often to try, and how long to wait in between. */
export type Retry = {
  /** How often in all, from 1. */
  readonly tries: number
  /** Milliseconds to wait after the given try, counted from 1. */
  readonly delay: (tried: number) => number
}

/**
 * Waits twice as long after each try, and a random part of it less, so that writers that collided do not collide again.
 * The jitter is the "full jitter" of Marc Brooker's "Exponential Backoff and Jitter" (2015).
 */
export function backoff(first: number, longest: number, random: () => number = Math.random): Retry['delay'] {
  return (tried) => random() * Math.min(longest, first * 2 ** (tried - 1))
}

/** @throws the signal's reason when it is aborted */
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
