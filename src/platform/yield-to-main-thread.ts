import { ifAvailable } from './if-available.ts'

// Half a frame at 60 Hz, in milliseconds. The page gets the other half.
const sliceLength = 8

/** Resolves after the page had time to paint and to handle input. */
export type Yield = () => Promise<void>

/** The time at which the last call of {@link yieldToMainThread} resolved. */
let lastYield = 0

/** Measures how long work has blocked the main thread since the last yield. Several pieces of work can take turns between two yields. */
export class TimeSlice {
  #start = performance.now()

  get isOver(): boolean {
    return performance.now() - Math.max(this.#start, lastYield) > sliceLength
  }

  /** Yields, and then starts a new slice. */
  async renew(yieldNow: Yield = yieldToMainThread): Promise<void> {
    await yieldNow()
    this.#start = performance.now()
  }
}

const waiting: (() => void)[] = []
let channel: MessageChannel | undefined

/**
 * Resolves after all tasks that are already queued. Uses a message, because timers have a minimum delay. Each call resolves in a task of its
 * own. Calls that wait at the same time share one channel, because creating a channel takes longer than a message.
 */
export const yieldToMainThread: Yield = () =>
  new Promise((resolve) => {
    channel ??= ifAvailable(() => new MessageChannel())
    if (!channel) return void setTimeout(resolve)
    waiting.push(resolve)
    channel.port1.onmessage = resumeOne
    channel.port2.postMessage(undefined)
  })

function resumeOne(): void {
  lastYield = performance.now()
  waiting.shift()?.()
  if (waiting.length > 0) return
  // An open channel would keep a Node process running.
  channel?.port1.close()
  channel = undefined
}

/** Resolves when the page is idle, or after 500 ms. */
export const whenIdle: Yield = () => {
  const request = ifAvailable(() => requestIdleCallback)
  return request ? new Promise((resolve) => request(() => resolve(), { timeout: 500 })) : yieldToMainThread()
}
