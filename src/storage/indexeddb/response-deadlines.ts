import { letNodeExit } from '../../platform/let-node-exit.ts'
import { timeoutError } from './database-error.ts'

// The number is below five: from the fifth chained timer on, browsers run the timers of a hidden page once a minute.
const ticks = 4
// Browsers treat a longer delay as no delay.
const longest = 2 ** 31 - 1

/**
 * Sets the same deadline for many requests with one timer. A timer for each request would cost 4 % of a small append. While the machine
 * sleeps or the page is frozen, at most one tick passes.
 */
export class ResponseDeadlines {
  readonly milliseconds: number
  readonly #ticksLeft = new Map<() => void, number>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }

  /**
   * Calls the callback one time when the deadline expires, after at least three quarters of the time.
   *
   * @returns `extend` restarts the deadline; `cancel` removes it
   */
  onExpiry(callback: () => void): { extend: () => void; cancel: () => void } {
    const extend = (): void => {
      this.#ticksLeft.set(callback, ticks)
      this.#timer ??= letNodeExit(setInterval(this.#tick, Math.min(this.milliseconds / ticks, longest)))
    }
    extend()
    return { extend, cancel: () => void this.#ticksLeft.delete(callback) }
  }

  /** Settles like `answer`, or rejects with a TimeoutError when the deadline expires. */
  inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { cancel } = this.onExpiry(() => reject(timeoutError(this.milliseconds)))
      answer.then(resolve, reject).finally(cancel)
    })
  }

  /** Extends all deadlines, because the database answers, and requests may wait for others. */
  extendAll(): void {
    for (const callback of this.#ticksLeft.keys()) this.#ticksLeft.set(callback, ticks)
  }

  /** Expires all deadlines now, because the browser will answer no request in flight. */
  expireAll(): void {
    for (const callback of this.#ticksLeft.keys()) this.#expire(callback)
  }

  readonly #tick = (): void => {
    for (const [callback, left] of this.#ticksLeft) {
      if (left > 1) this.#ticksLeft.set(callback, left - 1)
      else this.#expire(callback)
    }
    if (this.#ticksLeft.size > 0) return
    clearInterval(this.#timer)
    this.#timer = undefined
  }

  #expire(callback: () => void): void {
    this.#ticksLeft.delete(callback)
    callback()
  }
}
