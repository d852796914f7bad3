import { letNodeExit } from '../../platform/let-node-exit.ts'
import { timeoutError } from './database-error.ts'

// Few, because browsers run chained timers of a hidden page once a minute, from the fifth one on.
const ticks = 4
// Browsers treat a longer delay as no delay.
const longest = 2 ** 31 - 1

/**
 * Sets the same deadline for many requests with one timer: a timer for each would be a twenty-fifth of the cost of a small append. A time in
 * which the machine sleeps or the page is frozen counts as one tick at most.
 */
export class ResponseDeadlines {
  readonly milliseconds: number
  readonly #ticksLeft = new Map<() => void, number>()
  #timer: ReturnType<typeof setInterval> | undefined

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }

  /**
   * Calls back once when the deadline expires, after three quarters of the time at least.
   *
   * @returns `extend` starts the time again; `cancel` removes the deadline
   */
  onExpiry(callback: () => void): { extend: () => void; cancel: () => void } {
    const extend = (): void => {
      this.#ticksLeft.set(callback, ticks)
      this.#timer ??= letNodeExit(setInterval(this.#tick, Math.min(this.milliseconds / ticks, longest)))
    }
    extend()
    return { extend, cancel: () => void this.#ticksLeft.delete(callback) }
  }

  /** Settles as the answer does, or rejects with a TimeoutError when the deadline expires. */
  inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { cancel } = this.onExpiry(() => reject(timeoutError(this.milliseconds)))
      answer.then(resolve, reject).finally(cancel)
    })
  }

  /** Extends all deadlines: the database works, and a request may have to wait for others. */
  extendAll(): void {
    for (const callback of this.#ticksLeft.keys()) this.#ticksLeft.set(callback, ticks)
  }

  /** Lets all deadlines expire now: no request in flight will be answered. */
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
