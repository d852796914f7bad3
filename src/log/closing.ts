/** Notifies pending operations when their store is closed. */
export class Closing {
  readonly #listeners = new Set<() => void>()
  readonly #unfinished = new Set<Promise<unknown>>()
  #hasBegun = false

  get hasBegun(): boolean {
    return this.#hasBegun
  }

  /** Calls every listener one time. */
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

  /** Keeps the connection open until work has settled. The work must listen for the closing, and must then end. */
  waitFor(work: Promise<unknown>): void {
    this.#unfinished.add(work)
    const forget = (): void => void this.#unfinished.delete(work)
    work.then(forget, forget)
  }

  /** Resolves when all work that {@link Closing.waitFor} started has ended. */
  async finished(): Promise<void> {
    await Promise.allSettled(this.#unfinished)
  }
}
