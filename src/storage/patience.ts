import { letNodeExit } from '../log/let-node-exit.ts'
import { silence } from './engine-error.ts'

// Few, because browsers let the timers of a hidden page that follow each other go off once a minute, from the fifth one on.
const turns = 4
// Browsers take a longer time for none at all.
const longest = 2 ** 31 - 1

/**
 * Waits for many answers, for each no longer than a time, by turns of one timer: one for each would be a twenty-fifth of a small
 * append. A time in which the machine sleeps or the page is frozen counts as one turn at most.
 */
export class Patience {
  readonly milliseconds: number
  readonly #turnsLeft = new Map<() => void, number>()
  #clock: ReturnType<typeof setInterval> | undefined

  constructor(milliseconds: number) {
    this.milliseconds = milliseconds
  }

  /**
   * Calls back once after a silence, of three quarters of the time at least.
   *
   * @returns `heard`: it was not silent; `stop`: no matter any more
   */
  afterSilence(callback: () => void): { heard: () => void; stop: () => void } {
    const heard = (): void => {
      this.#turnsLeft.set(callback, turns)
      this.#clock ??= letNodeExit(setInterval(this.#endTurn, Math.min(this.milliseconds / turns, longest)))
    }
    heard()
    return { heard, stop: () => void this.#turnsLeft.delete(callback) }
  }

  /** Waits for an answer, and rejects with a TimeoutError when there is none in time. */
  answered<Answer>(answer: Promise<Answer>): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const { stop } = this.afterSilence(() => reject(silence(this.milliseconds)))
      answer.then(resolve, reject).finally(stop)
    })
  }

  /** It answers, though not everybody yet: who waits may have to wait for what it is busy with. */
  heard(): void {
    for (const callback of this.#turnsLeft.keys()) this.#turnsLeft.set(callback, turns)
  }

  /** There will be no answer to anything that is waited for now. */
  runOut(): void {
    for (const callback of this.#turnsLeft.keys()) this.#end(callback)
  }

  readonly #endTurn = (): void => {
    for (const [callback, left] of this.#turnsLeft) {
      if (left > 1) this.#turnsLeft.set(callback, left - 1)
      else this.#end(callback)
    }
    if (this.#turnsLeft.size > 0) return
    clearInterval(this.#clock)
    this.#clock = undefined
  }

  #end(callback: () => void): void {
    this.#turnsLeft.delete(callback)
    callback()
  }
}
