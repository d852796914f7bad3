import { untilClosed } from './while-open.ts'

/** Notifies pending operations when their store is closed. */
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

  /** Adds a listener for the closing. @returns a function that removes it */
  listen(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /**
   * Runs work that closing the store aborts. The connection stays open until the work has ended.
   *
   * @param signal also aborts the work
   * @param work receives a signal that is aborted with `StoreClosed` when the store is closed
   */
  during<Result>(signal: AbortSignal | undefined, work: (ended: AbortSignal) => Promise<Result>): Promise<Result> {
    const result = untilClosed((listener) => this.listen(listener), signal, work)
    this.#unfinished.add(result)
    const forget = (): void => void this.#unfinished.delete(result)
    result.then(forget, forget)
    return result
  }

  /** Resolves when all work that {@link Closing.during} started has ended. */
  async finished(): Promise<void> {
    await Promise.allSettled(this.#unfinished)
  }
}
