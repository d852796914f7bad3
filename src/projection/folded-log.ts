import type { DomainEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { isInLog } from '../log/log-place.ts'
import { SerialQueue } from '../log/serial-queue.ts'
import { orAborted } from '../log/while-open.ts'
import { withinOneHistory } from '../log/within-one-history.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { Fold } from './fold.ts'
import { foldLog } from './fold-log.ts'
import { ProjectionFailed } from './projection-failed.ts'
import { findSnapshot, type StateAt, saveSnapshot } from './snapshots.ts'

/** The progress of a catch-up. */
export type CatchUpProgress = {
  /** Position of the last folded event. */
  readonly position: number
  /** The position at which the catch-up ends. */
  readonly lastPosition: number
}

/** Options of {@link FoldedLog.catchUp}. */
export type FoldedLogOptions = {
  readonly onProgress?: ((progress: CatchUpProgress) => void) | undefined
  readonly signal?: AbortSignal | undefined
}

/**
 * A state folded from a log. After a handler threw, it restores the last good state. With `onShown`, it keeps a second state to show.
 * That state is from the end of the last catch-up, which is always the end of a commit.
 */
export class FoldedLog<State, E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #definition: ProjectionDefinition<State, E>
  readonly #onShown: ((shown: StateAt<State>) => void) | undefined
  /** Runs one catch-up at a time, because two catch-ups would fold events twice. */
  readonly #queue = new SerialQueue()
  #fold: Fold<State, E>
  /** The last state that was returned. It never changes. */
  #handedOut: StateAt<State> | undefined
  /** Whether the state began with a snapshot. */
  #isFromSnapshot = false
  #isFolding = false
  /** Whether a handler that threw left a state that may be half changed. */
  #isHalfChanged = false
  #shown: StateAt<State> | undefined
  /** The last good state after a failed catch-up. `undefined`: the shown state stays. */
  #lastGood: StateAt<State> | undefined

  /**
   * @param onShown called with each new state to show, before the next catch-up begins
   * @throws {@link InvalidArgument} the definition is invalid
   */
  constructor(
    store: EventStore<E>,
    definition: ProjectionDefinition<State, E>,
    onShown?: (shown: StateAt<State>) => void,
  ) {
    this.#store = store
    this.#definition = definition
    this.#onShown = onShown
    this.#fold = new Fold(definition)
    if (onShown) this.#shown = this.current
  }

  /** The state to show. */
  get shown(): StateAt<State> {
    return this.#shown ?? this.current
  }

  get position(): number {
    return this.#fold.position
  }

  get eventId(): string {
    return this.#fold.eventId
  }

  /** {@link EventStore.historyId} of the last catch-up. */
  get historyId(): string {
    return this.#fold.historyId ?? this.#store.historyId
  }

  get current(): StateAt<State> {
    const { state, position, eventId } = this.#fold
    const current = { state, position, eventId, historyId: this.historyId }
    // During a fold, a handler may have changed half of the state.
    if (!this.#isFolding && !this.#isHalfChanged) this.#handedOut = current
    return current
  }

  /**
   * Folds the events after the position.
   *
   * @param lastPosition the last position to fold, which the log has reached; saves a read of the end of the log. Default: unknown
   * @returns the number of events folded
   */
  catchUp(options: FoldedLogOptions, lastPosition: number = Infinity): Promise<number> {
    return this.#queue.run(async () => {
      if (lastPosition <= this.position || lastPosition === Infinity) return this.#foldToEnd(options)
      const { historyId } = this.#store
      const folded = await this.#foldTo(lastPosition, options).catch((error: unknown) => {
        if (this.#store.historyId === historyId) throw error
      })
      // The log was replaced during the read, or the log is shorter.
      if (folded === undefined) return this.#foldToEnd(options)
      return this.position === lastPosition ? folded : folded + (await this.#foldToEnd(options))
    }, options.signal)
  }

  /** Folds the whole log again, without snapshots. @returns the number of events folded */
  rebuild(options: FoldedLogOptions): Promise<number> {
    return this.#queue.run(() => {
      this.#replaceFold(new Fold(this.#definition))
      this.#handedOut = undefined
      this.#isFromSnapshot = false
      return this.#foldToEnd(options)
    }, options.signal)
  }

  saveSnapshot(): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#isHalfChanged) await this.#restoreTo(this.position)
      await saveSnapshot(this.#store, this.#definition, this.current)
    })
  }

  /** Continues from the newest snapshot. @returns whether there is one after the position */
  loadSnapshot(): Promise<boolean> {
    return this.#queue.run(async () => {
      const lastPosition = await this.#store.lastPosition()
      const snapshot = await findSnapshot(this.#store, this.#definition, lastPosition)
      if (!snapshot || snapshot.position <= this.position) return false
      this.#replaceFold(new Fold(this.#definition, snapshot))
      this.#isFromSnapshot = true
      return true
    })
  }

  #replaceFold(fold: Fold<State, E>): void {
    this.#fold = fold
    this.#isHalfChanged = false
  }

  #foldToEnd(options: FoldedLogOptions): Promise<number> {
    return withinOneHistory(this.#store, async () => {
      const lastPosition = await orAborted(this.#store.lastPosition(), options.signal)
      return this.#foldTo(lastPosition, options)
    })
  }

  async #foldTo(lastPosition: number, { onProgress, signal }: FoldedLogOptions): Promise<number> {
    const onPage = (position: number): void => onProgress?.({ position, lastPosition })
    this.#isFolding = true
    try {
      if (this.#isHalfChanged) await this.#restoreTo(this.position, signal)
      const before = this.#fold
      const start = before.position
      this.#fold = await foldLog(this.#store, before, { to: lastPosition, signal, onPage })
      this.#isFolding = false
      this.#lastGood = undefined
      // After an abort, no state is shown.
      if (this.#onShown && !signal?.aborted) this.#show(this.current)
      return this.position - (this.#fold === before ? start : 0)
    } catch (error) {
      if (error instanceof ProjectionFailed) await this.#restoreBefore(error, signal)
      this.#isFolding = false
      if (this.#onShown && !this.#isHalfChanged && !signal?.aborted) {
        await orAborted(this.#keepLastGood(), signal).catch(() => {})
      }
      throw error
    }
  }

  /** Shows the last good state after a failed catch-up. */
  showLastGood(): void {
    const lastGood = this.#lastGood
    this.#lastGood = undefined
    if (lastGood) this.#show(lastGood)
  }

  async #keepLastGood(): Promise<void> {
    const lastGood = this.current
    const isNewer = lastGood.position > this.shown.position
    // An older state is shown only if the log no longer holds the shown one. If the log cannot be read, the shown state stays.
    const isNext = isNewer || !(await isInLog(this.#store, this.shown).catch(() => true))
    this.#lastGood = isNext ? lastGood : undefined
  }

  #show(next: StateAt<State>): void {
    if (next.position === this.shown.position && Object.is(next.state, this.shown.state)) return
    this.#shown = next
    this.#onShown?.(next)
  }

  /** Restores the state before the event that failed. Ignores errors, because the caller throws the first one. */
  async #restoreBefore(failure: ProjectionFailed, signal?: AbortSignal): Promise<void> {
    this.#isHalfChanged = true
    try {
      await this.#restoreTo(failure.position - 1, signal)
    } catch (error) {
      // If the state began with a snapshot, handlers can also throw on earlier events.
      if (error instanceof ProjectionFailed && error.position < failure.position) {
        await this.#restoreBefore(error, signal)
      }
    }
  }

  async #restoreTo(position: number, signal?: AbortSignal): Promise<void> {
    this.#replaceFold(await this.#foldNear(position, signal))
    try {
      this.#fold = await foldLog(this.#store, this.#fold, { to: position, signal })
    } catch (error) {
      this.#isHalfChanged = error instanceof ProjectionFailed
      throw error
    }
  }

  /** Returns a fold at or before a position. */
  async #foldNear(position: number, signal?: AbortSignal): Promise<Fold<State, E>> {
    const find = (): Promise<StateAt<State> | undefined> => findSnapshot(this.#store, this.#definition, position)
    const stored = this.#isFromSnapshot ? await orAborted(find(), signal).catch(() => undefined) : undefined
    const handedOut = this.#handedOut
    if (handedOut === undefined || handedOut.position > position || handedOut.position < (stored?.position ?? 0)) {
      return new Fold(this.#definition, stored)
    }
    const fold = new Fold(this.#definition, handedOut)
    // After a read of the state, the fold copies the state before the next event.
    void fold.state
    return fold
  }
}
