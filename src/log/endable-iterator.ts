import type { Closing } from './closing.ts'
import { StoreClosed } from './errors.ts'

/** What ends an iteration, besides its last item and its reader. */
export type Endings = {
  readonly signal: AbortSignal | undefined
  readonly closing: Closing
  /** Whether these two end it as its last item would. Else the iteration throws the signal's reason, or {@link StoreClosed}. */
  readonly isQuiet: boolean
  /** Begins something when the first item is asked for. @returns stops it, when the iteration is over */
  readonly begin?: () => () => void
}

type Asked<Item> = {
  readonly resolve: (result: IteratorResult<Item, undefined>) => void
  readonly reject: (reason: unknown) => void
}

type Failure = { readonly reason: unknown }

/**
 * Hands out the items of batches one by one. A generator cannot end while it awaits something. This can: whatever ends it,
 * a `next()` that waits settles at once, and what its source delivers later is dropped.
 */
export class EndableIterator<Item> implements AsyncIterableIterator<Item, undefined, undefined> {
  readonly #batches: AsyncGenerator<readonly Item[], void, undefined>
  readonly #endings: Endings
  readonly #asked: Asked<Item>[] = []
  #batch: readonly Item[] = []
  #handedOut = 0
  #isHolding = false
  #isOver = false
  #release = (): void => {}

  /** @param batches may yield empty ones. It goes on to its next `yield` at most after the iteration is over */
  constructor(batches: AsyncGenerator<readonly Item[], void, undefined>, endings: Endings) {
    this.#batches = batches
    this.#endings = endings
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  next(): Promise<IteratorResult<Item, undefined>> {
    return new Promise((resolve, reject) => {
      this.#asked.push({ resolve, reject })
      // Those before it are answered first.
      if (this.#asked.length === 1) this.#answer()
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
    while (!this.#isOver && this.#asked.length > 0) {
      // An item may be `undefined`, so its place says whether there is one.
      if (this.#handedOut >= this.#batch.length) return this.#ask()
      this.#asked.shift()?.resolve({ done: false, value: this.#batch[this.#handedOut] as Item })
      this.#handedOut += 1
    }
    if (this.#isOver) this.#settleAll()
  }

  #ask(): void {
    if (!this.#isHolding) this.#hold()
    // Events that are let go before the next ones are made are gone before they count as old: that is less work for the engine.
    this.#batch = []
    this.#handedOut = 0
    this.#batches.next().then(
      ({ done, value }) => {
        if (this.#isOver) return
        if (done) return this.#end()
        // An iterator that its reader forgot must not be kept in memory by its store.
        if (!this.#endings.begin) this.#release()
        this.#batch = value
        this.#answer()
      },
      (reason: unknown) => this.#end({ reason }),
    )
  }

  #hold(): void {
    const stop = this.#endings.begin?.()
    const stopWatching = this.#watchEndings()
    this.#isHolding = true
    this.#release = () => {
      stop?.()
      stopWatching()
      this.#isHolding = false
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
    // Not awaited: it may be waiting for the database.
    this.#batches.return().catch(() => {})
    if (failure) this.#asked.shift()?.reject(failure.reason)
    this.#settleAll()
  }

  #settleAll(): void {
    for (const { resolve } of this.#asked.splice(0)) resolve({ done: true, value: undefined })
  }
}
