import { StoreClosed } from '../events/errors.ts'
import type { EventStore } from './event-store.ts'
import { PendingChanges } from './pending-changes.ts'
import { Run } from './run.ts'
import { onClose } from './while-open.ts'

/** The callbacks of a {@link Follower}. */
export type FollowerCallbacks = {
  /** Reads the log, which has at least `lastPosition` events; `Infinity`: unknown. Must not reject. */
  readonly read: (run: Run, lastPosition: number) => Promise<unknown>
  /** Returns whether a log of at least `lastPosition` events must be read. */
  readonly isNew: (lastPosition: number) => boolean
  /** Called when the closing of the store ended the run. */
  readonly onClosed: (reason: StoreClosed) => void
}

/** Between start and stop, reads a log each time the log may have changed. A stopped follower can start again. */
export class Follower {
  readonly #store: Pick<EventStore, 'onLogChange' | 'onStorageChange'>
  readonly #callbacks: FollowerCallbacks
  readonly #changes = new PendingChanges()
  #run: Run | undefined
  #reading: Promise<void> | undefined

  constructor(store: Pick<EventStore, 'onLogChange' | 'onStorageChange'>, callbacks: FollowerCallbacks) {
    this.#store = store
    this.#callbacks = callbacks
  }

  /** The current run; `undefined`: stopped, or the store was closed. */
  get run(): Run | undefined {
    return this.#run
  }

  /**
   * Starts to listen for changes. The caller starts the first read with {@link Follower.follow}.
   *
   * @returns the new run; `undefined`: one is already active
   * @throws {@link StoreClosed}
   */
  start(): Run | undefined {
    if (this.#run) return undefined
    const { isNew, onClosed } = this.#callbacks
    const stopListening = this.#store.onLogChange((lastPosition = Infinity) => {
      if (isNew(lastPosition)) void this.follow(lastPosition)
    })
    const stopWatching = onClose(this.#store, () => {
      const reason = new StoreClosed()
      this.stop(reason)
      onClosed(reason)
    })
    const run = new Run()
    run.signal.addEventListener('abort', () => {
      stopListening()
      stopWatching()
    })
    this.#run = run
    return run
  }

  /** Ends the current run. @param reason only if the store was closed */
  stop(reason?: StoreClosed): void {
    const run = this.#run
    this.#run = undefined
    run?.end(reason)
  }

  /**
   * Reads the log. All calls during one read lead to one more read.
   *
   * @returns a promise that resolves when no read is pending
   */
  follow(lastPosition: number = Infinity): Promise<void> {
    this.#changes.add(lastPosition)
    this.#reading ??= this.#readChanges()
    return this.#reading
  }

  /** Resolves when no read is pending. */
  async settled(): Promise<void> {
    await this.#reading
  }

  async #readChanges(): Promise<void> {
    // `follow` must store this promise before the first read can call `follow` again.
    await undefined
    while (this.#run) {
      const lastPosition = this.#changes.take()
      if (lastPosition === undefined) break
      await this.#callbacks.read(this.#run, lastPosition)
    }
    this.#reading = undefined
  }
}
