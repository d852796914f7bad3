import type { DomainEvent } from '../events/domain-event.ts'
import { type EventSequence, streamOf } from '../log/event-sequence.ts'
import { momentOf, readAhead } from '../log/follow-batches.ts'
import { SerialQueue } from '../log/serial-queue.ts'
import { orAborted } from '../log/while-open.ts'
import { withinOneHistory } from '../log/within-one-history.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { Fold } from './fold.ts'
import { foldLog } from './fold-log.ts'
import type { FoldedLogCallbacks, FoldedLogOptions } from './folded-log-options.ts'
import { failedAt, ProjectionFailed } from './projection-failed.ts'
import { ShownState } from './shown-state.ts'
import { fewestEvents, findSnapshot, type StateAt, saveSnapshot } from './snapshots.ts'

/** The sequence to fold first, and the position that it has reached. `Infinity`: unknown. Missing: the fold has begun before. */
type Beginning<E extends DomainEvent> = { readonly sequence: EventSequence<E>; readonly reached?: number }

/**
 * A state folded from a log or a stream. After a handler threw, it restores the last good state. With callbacks, the first catch-up
 * begins with a snapshot, and a second state is kept to show. That state is from the end of the last catch-up, which is always the end
 * of a commit.
 */
export class FoldedLog<State, E extends DomainEvent> {
  readonly #sequence: EventSequence<E>
  readonly #definition: ProjectionDefinition<State, E>
  readonly #shown: ShownState<State> | undefined
  readonly #onLoaded: ((position: number) => void) | undefined
  /** Runs one catch-up at a time, because two catch-ups would fold events twice. */
  readonly #queue = new SerialQueue()
  #fold: Fold<State, E>
  /** The last state that was returned. It never changes. */
  #handedOut: StateAt<State> | undefined
  /** Whether the state began with a snapshot. */
  #isFromSnapshot = false
  #hasBegun = false
  #isFolding = false
  /** The moment before the first fold, for {@link followBatches}. */
  #begunAt = 0
  /** Whether a handler that threw left a state that may be half changed. */
  #isHalfChanged = false

  /** @throws {@link InvalidArgument} the definition is invalid */
  constructor(
    sequence: EventSequence<E>,
    definition: ProjectionDefinition<State, E>,
    callbacks?: FoldedLogCallbacks<State>,
  ) {
    this.#sequence = sequence
    this.#definition = definition
    this.#fold = new Fold(definition)
    this.#shown = callbacks && new ShownState(this.current, callbacks.onShown)
    this.#onLoaded = callbacks?.onLoaded
  }

  /** The state to show. */
  get shown(): StateAt<State> {
    return this.#shown?.current ?? this.current
  }

  get position(): number {
    return this.#fold.position
  }

  get eventId(): string {
    return this.#fold.eventId
  }

  /** {@link EventStore.historyId} of the last catch-up. */
  get historyId(): string {
    return this.#fold.historyId ?? this.#sequence.historyId
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
      const { sequence, reached = lastPosition } = await this.#begin(options.signal)
      if (reached < this.position || reached === Infinity) return this.#foldToEnd(options, sequence)
      const { historyId } = this.#sequence
      // At the beginning of the log, there is no event whose id would show that the memory is stale.
      const since = this.#fold.eventId === '' ? this.#begunAt : 0
      const folded = await this.#foldTo(reached, since, options).catch((error: unknown) => {
        if (this.#sequence.historyId === historyId) throw error
      })
      // The log was replaced during the read, or the log is shorter.
      if (folded === undefined) return this.#foldToEnd(options)
      return this.position === reached ? folded : folded + (await this.#foldToEnd(options))
    }, options.signal)
  }

  /** Folds the whole log again, without snapshots. @returns the number of events folded */
  rebuild(options: FoldedLogOptions): Promise<number> {
    return this.#queue.run(() => {
      this.#replaceFold(new Fold(this.#definition))
      this.#handedOut = undefined
      this.#isFromSnapshot = false
      this.#hasBegun = true
      return this.#foldToEnd(options)
    }, options.signal)
  }

  saveSnapshot(): Promise<void> {
    return this.#queue.run(async () => {
      if (this.#isHalfChanged) await this.#restoreTo(this.position)
      await saveSnapshot(this.#sequence, this.#definition, this.current)
    })
  }

  /** Continues from the newest snapshot. @returns whether there is one after the position */
  loadSnapshot(): Promise<boolean> {
    return this.#queue.run(async () => (await this.#load()).isNewer)
  }

  async #load(): Promise<{ readonly isNewer: boolean; readonly lastPosition: number }> {
    // Searches for the snapshot while it waits for the end of the log.
    const search = (atOrBefore: number) => findSnapshot(this.#sequence, this.#definition, atOrBefore)
    const [lastPosition, newest] = await Promise.all([this.#sequence.lastPosition(), search(Number.MAX_SAFE_INTEGER)])
    const snapshot = newest && newest.position > lastPosition ? await search(lastPosition) : newest
    if (!snapshot || snapshot.position <= this.position) return { isNewer: false, lastPosition }
    this.#replaceFold(new Fold(this.#definition, snapshot))
    this.#isFromSnapshot = true
    return { isNewer: true, lastPosition }
  }

  /** Loads a snapshot before the first fold. A later load would restore the old state after a stopped rebuild. */
  async #begin(signal?: AbortSignal): Promise<Beginning<E>> {
    if (!this.#onLoaded || this.#hasBegun) return { sequence: this.#sequence }
    this.#begunAt = momentOf(this.#sequence)
    // A snapshot is an optimisation. If the log is unreadable too, the fold fails.
    const begun = await orAborted(this.#open(), signal).catch(() => ({ sequence: this.#sequence, reached: Infinity }))
    if (!signal?.aborted) {
      this.#hasBegun = true
      this.#onLoaded(this.position)
    }
    return begun
  }

  async #open(): Promise<Beginning<E>> {
    const sequence = (await this.#sequence.opened?.()) ?? this.#sequence
    const isWorthIt = (sequence.knownEnd ?? Infinity) >= fewestEvents
    const reached = isWorthIt ? (await this.#load()).lastPosition : Infinity
    return { sequence, reached: streamOf(sequence) === undefined ? reached : Infinity }
  }

  #replaceFold(fold: Fold<State, E>): void {
    this.#fold = fold
    this.#isHalfChanged = false
  }

  #foldToEnd(options: FoldedLogOptions, sequence: EventSequence<E> = this.#sequence): Promise<number> {
    return withinOneHistory(sequence, async () => {
      // A read of a stream also finds its end.
      if (streamOf(sequence) !== undefined) return this.#foldTo(Infinity, 0, options, sequence)
      const since = momentOf(sequence)
      readAhead(sequence, this.position)
      const lastPosition = await orAborted(sequence.lastPosition(), options.signal)
      return this.#foldTo(lastPosition, since, options)
    })
  }

  async #foldTo(
    to: number,
    since: number,
    { onProgress, signal }: FoldedLogOptions,
    sequence: EventSequence<E> = this.#sequence,
  ): Promise<number> {
    const onPage = (position: number): void =>
      onProgress?.({ position, lastPosition: Math.min(to, sequence.knownEnd ?? to) })
    this.#isFolding = true
    try {
      if (this.#isHalfChanged) await this.#restoreTo(this.position, signal)
      const before = this.#fold
      const start = before.position
      this.#fold = await foldLog(sequence, before, { to, since, signal, onPage })
      this.#isFolding = false
      // After an abort, no state is shown.
      if (!signal?.aborted) this.#shown?.show(this.current)
      return this.position - (this.#fold === before ? start : 0)
    } catch (error) {
      if (error instanceof ProjectionFailed) await this.#restoreBefore(error, signal)
      this.#isFolding = false
      if (this.#shown && !this.#isHalfChanged && !signal?.aborted) {
        await orAborted(this.#shown.keepLastGood(this.current, this.#sequence), signal).catch(() => {})
      }
      throw error
    }
  }

  /** Shows the last good state after a failed catch-up. */
  showLastGood(): void {
    this.#shown?.showLastGood()
  }

  /** Restores the state before the event that failed. Ignores errors, because the caller throws the first one. */
  async #restoreBefore(failure: ProjectionFailed, signal?: AbortSignal): Promise<void> {
    this.#isHalfChanged = true
    try {
      await this.#restoreTo((failedAt(this.#sequence, failure) ?? 1) - 1, signal)
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
      this.#fold = await foldLog(this.#sequence, this.#fold, { to: position, signal })
    } catch (error) {
      this.#isHalfChanged = error instanceof ProjectionFailed
      throw error
    }
  }

  /** Returns a fold at or before a position. */
  async #foldNear(position: number, signal?: AbortSignal): Promise<Fold<State, E>> {
    const find = (): Promise<StateAt<State> | undefined> => findSnapshot(this.#sequence, this.#definition, position)
    const stored = this.#isFromSnapshot ? await orAborted(find(), signal).catch(() => undefined) : undefined
    const handedOut = this.#handedOut
    if (handedOut === undefined || handedOut.position > position || handedOut.position < (stored?.position ?? 0)) {
      return new Fold(this.#definition, stored)
    }
    const fold = new Fold(this.#definition, handedOut)
    // After a read of the state, the fold does not change it.
    void fold.state
    return fold
  }
}
