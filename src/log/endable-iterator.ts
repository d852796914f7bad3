import { StoreClosed } from '../events/errors.ts'
import type { Closing } from './closing.ts'

/** The events that can end an iteration before its last item. */
export type Endings = {
  readonly signal: AbortSignal | undefined
  readonly closing: Closing
  /**
   * Whether these events end the iteration without an error. Otherwise the iteration throws the signal's reason, or {@link StoreClosed}.
   */
  readonly isQuiet: boolean
  /** Called by the first `next()`. @returns a function that is called when the iteration has ended */
  readonly begin?: () => () => void
}

type PendingNext<Item> = {
  readonly resolve: (result: IteratorResult<Item, undefined>) => void
  readonly reject: (reason: unknown) => void
}

type Failure = { readonly reason: unknown }

/**
 * Returns the items of batches one by one. A generator cannot end during an `await`. This iterator can end at any time: a pending `next()`
 * settles immediately, and later batches are dropped.
 */
export class EndableIterator<Item> implements AsyncIterableIterator<Item, undefined, undefined> {
  readonly #batches: AsyncGenerator<readonly Item[], void, undefined>
  readonly #endings: Endings
  readonly #pending: PendingNext<Item>[] = []
  #batch: readonly Item[] = []
  #handedOut = 0
  #isWatching = false
  #isOver = false
  #release = (): void => {}

  /** @param batches yields batches, which may be empty. After the end, the generator runs at most to its next `yield` */
  constructor(batches: AsyncGenerator<readonly Item[], void, undefined>, endings: Endings) {
    this.#batches = batches
    this.#endings = endings
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    return new Promise((resolve, reject) => {
      this.#pending.push({ resolve, reject })
      // Earlier calls settle first.
      if (this.#pending.length === 1) this.#answer()
    })
  }

  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#end()
    return { done: true, value: undefined }
  }

  async throw(error: unknown): Promise<never> {
    this.#end()
    throw error
  }

  #answer(): void {
    if (!this.#isOver) this.#endIfDue()
    while (!this.#isOver && this.#pending.length > 0) {
      // An item may be `undefined`, so only the index shows whether there is another item.
      if (this.#handedOut >= this.#batch.length) return this.#requestBatch()
      this.#pending.shift()?.resolve({ done: false, value: this.#batch[this.#handedOut] as Item })
      this.#handedOut += 1
    }
    if (this.#isOver) this.#settleAll()
  }

  #requestBatch(): void {
    if (!this.#isWatching) this.#watch()
    // Releases the events before the next batch is created, because the garbage collector frees young objects faster.
    this.#batch = []
    this.#handedOut = 0
    this.#batches.next().then(
      ({ done, value }) => {
        if (this.#isOver) return
        if (done) return this.#end()
        // The store must not keep an abandoned iterator in memory.
        if (!this.#endings.begin) this.#release()
        this.#batch = value
        this.#answer()
      },
      (reason: unknown) => this.#end({ reason }),
    )
  }

  #watch(): void {
    const stop = this.#endings.begin?.()
    const stopWatching = this.#watchEndings()
    this.#isWatching = true
    this.#release = () => {
      stop?.()
      stopWatching()
      this.#isWatching = false
    }
  }

  #watchEndings(): () => void {
    const { signal, closing } = this.#endings
    const end = (): void => this.#endIfDue()
    const stopListening = closing.listen(end)
    signal?.addEventListener('abort', end)
    return () => {
      stopListening()
      signal?.removeEventListener('abort', end)
    }
  }

  #endIfDue(): void {
    const { signal, closing, isQuiet } = this.#endings
    if (!signal?.aborted && !closing.hasBegun) return
    this.#end(isQuiet ? undefined : { reason: signal?.aborted ? signal.reason : new StoreClosed() })
  }

  #end(failure?: Failure): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#batch = []
    this.#release()
    // The call is not awaited, because the call may wait for the database.
    this.#batches.return().catch(() => {})
    if (failure) this.#pending.shift()?.reject(failure.reason)
    this.#settleAll()
  }

  #settleAll(): void {
    for (const { resolve } of this.#pending.splice(0)) resolve({ done: true, value: undefined })
  }
}
