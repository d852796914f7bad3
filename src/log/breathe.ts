import { ifAvailable } from './if-available.ts'

// Half a frame: whoever waits for the page gets the other half.
const slice = 8

/** Lets the page paint and react before work goes on. */
export type Rest = () => Promise<void>

/** Tells when work that began just now, or went on after the last rest, has lasted long enough. */
export class Breath {
  #began = performance.now()

  get isDue(): boolean {
    return performance.now() - this.#began > slice
  }

  async take(rest: Rest): Promise<void> {
    await rest()
    this.#began = performance.now()
  }
}

/** Goes on after whatever else waits, without the pause that browsers put into timers. */
export const breathe: Rest = () =>
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

/** Goes on when the page has nothing to do, or has been busy for long. */
export const whenIdle: Rest = () => {
  const ask = ifAvailable(() => requestIdleCallback)
  return ask ? new Promise((resolve) => ask(() => resolve(), { timeout: 500 })) : breathe()
}
