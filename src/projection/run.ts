import { StoreClosed } from '../log/errors.ts'

/** The time from a start to a stop. What waits for something then does not wait beyond the stop. */
export class Run {
  readonly #controller = new AbortController()
  // Not listeners of the signal: Node warns when there are many.
  readonly #waiting = new Set<() => void>()

  /** Aborted when the run is over. */
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
   * Settles as the work does, or as soon as the run is over: work that waits for a database may notice it late.
   *
   * @param ifOver what it resolves to then
   * @throws {@link StoreClosed} it is over because the store was closed
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
