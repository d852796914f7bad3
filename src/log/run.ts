import { StoreClosed } from '../events/errors.ts'

/** One run of a follower, from start to stop. Promises of {@link Run.settle} settle when the run ends. */
export class Run {
  readonly #controller = new AbortController()
  // The callbacks are not listeners of the signal, because Node warns about a signal with many listeners.
  readonly #waiting = new Set<() => void>()

  /** Aborted when the run ends. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get isOver(): boolean {
    return this.signal.aborted
  }

  /** Ends the run. @param reason only if the store was closed; pending callers receive this reason */
  end(reason?: StoreClosed): void {
    this.#controller.abort(reason)
    for (const giveUp of this.#waiting) giveUp()
  }

  /**
   * Settles like `work`, or as soon as the run ends. Work that waits for a database would settle later.
   *
   * @param ifOver the result when the run ends first
   * @throws {@link StoreClosed} the run ended because the store was closed
   */
  settle<Result>(work: Promise<Result>, ifOver: Result): Promise<Result> {
    const { signal } = this
    return new Promise((resolve, reject) => {
      const giveUp = (): void => (signal.reason instanceof StoreClosed ? reject(signal.reason) : resolve(ifOver))
      this.#waiting.add(giveUp)
      work.then(resolve, reject).finally(() => this.#waiting.delete(giveUp))
      if (this.isOver) giveUp()
    })
  }
}
