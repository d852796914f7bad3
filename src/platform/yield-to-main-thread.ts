import { ifAvailable } from './if-available.ts'

// Half a frame at 60 Hz, in milliseconds. The page gets the other half.
const sliceLength = 8

/** Resolves after the page had time to paint and to handle input. */
export type Yield = () => Promise<void>

/** Measures how long work has blocked the main thread since the last yield. */
export class TimeSlice {
  #start = performance.now()

  get isOver(): boolean {
    return performance.now() - this.#start > sliceLength
  }

  /** Yields, and then starts a new slice. */
  async renew(yieldNow: Yield = yieldToMainThread): Promise<void> {
    await yieldNow()
    this.#start = performance.now()
  }
}

/** Resolves after all tasks that are already queued. Uses a message, because timers have a minimum delay. */
export const yieldToMainThread: Yield = () =>
  new Promise((resolve) => {
    const channel = ifAvailable(() => new MessageChannel())
    if (!channel) return void setTimeout(resolve)
    const { port1, port2 } = channel
    port1.onmessage = () => {
      port1.close()
      resolve()
    }
    port2.postMessage(undefined)
  })

/** Resolves when the page is idle, or after 500 ms. */
export const whenIdle: Yield = () => {
  const request = ifAvailable(() => requestIdleCallback)
  return request ? new Promise((resolve) => request(() => resolve(), { timeout: 500 })) : yieldToMainThread()
}
