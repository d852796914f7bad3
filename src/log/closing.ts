import { untilClosed } from './while-open.ts'

/** Whether a store was closed. It notifies code that waits for something else at once. */
export class Closing {
  readonly #listeners = new Set<() => void>()
  readonly #unfinished = new Set<Promise<unknown>>()
  #hasBegun = false

  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** Calls every listener once. */
  begin(): void {
    this.#hasBegun = true
    const listeners = [...this.#listeners]
    this.#listeners.clear()
    for (const listener of listeners) listener()
  }

  /** @returns stops listening */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Does work that closing ends early, and that the connection must outlast.
   *
   * @param signal aborts the work as well
   * @param work is given a signal that is aborted with `StoreClosed` when the store is closed
   */
  during<Result>(signal: AbortSignal | undefined, work: (ended: AbortSignal) => Promise<Result>): Promise<Result> {
    const result = untilClosed((listener) => this.listen(listener), signal, work)
    this.#unfinished.add(result)
    const forget = (): void => void this.#unfinished.delete(result)
    result.then(forget, forget)
    return result
  }

  /** Resolves when no such work is left. */
  async finished(): Promise<void> {
    await Promise.allSettled(this.#unfinished)
  }
}
