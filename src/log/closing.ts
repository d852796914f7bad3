import { StoreClosed } from './errors.ts'

/** Whether a store was closed. Code that waits for something else is told at once. */
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
   * @param work is given a signal that is aborted with {@link StoreClosed} when the store is closed
   */
  async during<Result>(
    signal: AbortSignal | undefined,
    work: (ended: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    const ended = new AbortController()
    const abort = (): void => ended.abort(signal?.reason)
    const stopListening = this.listen(() => ended.abort(new StoreClosed()))
    signal?.addEventListener('abort', abort)
    if (signal?.aborted) abort()
    const result = work(ended.signal)
    this.#unfinished.add(result)
    try {
      return await result
    } finally {
      this.#unfinished.delete(result)
      stopListening()
      signal?.removeEventListener('abort', abort)
    }
  }

  /** Resolves when no such work is left. */
  async finished(): Promise<void> {
    await Promise.allSettled(this.#unfinished)
  }
}
