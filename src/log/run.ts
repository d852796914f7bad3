import { StoreClosed } from '../events/errors.ts'

/** The time from a start to a stop. Waits that use {@link Run.settle} end with it. */
export class Run {
  readonly #controller = new AbortController()
  // Not listeners of the signal: Node warns when a signal has many.
  readonly #waiting = new Set<() => void>()

  /** Aborted when the run ends. */
  get signal(): AbortSignal {
    return this.#controller.signal
  }

  get isOver(): boolean {
    return this.signal.aborted
  }

  /** @param reason the error, if the store was closed: waiting callers receive it */
  end(reason?: StoreClosed): void {
    this.#controller.abort(reason)
    for (const giveUp of this.#waiting) giveUp()
  }

  /**
   * Settles as the work does, or as soon as the run ends. Work that waits for a database notices the end later.
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
