import { abortSignal, callback, checkOptions } from '../log/argument-checks.ts'
import type { DomainEvent, OfStore } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { ofOneHistory } from '../log/one-history.ts'
import { orAborted } from '../log/or-aborted.ts'
import { ownFields } from '../log/own-fields.ts'
import { whileOpen } from '../log/while-open.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { useNames } from './definition-names.ts'
import { Fold } from './fold.ts'
import { foldLog } from './fold-log.ts'
import { ProjectionFailed } from './projection-failed.ts'
import { findSnapshot, type StateAt, saveSnapshot } from './snapshots.ts'

/** Options of {@link Projection.catchUp} and {@link Projection.rebuild}. */
export type CatchUpOptions = {
  /** Called after each few hundred events. */
  readonly onProgress?: (progress: CatchUpProgress) => void
  /** Aborting rejects with the signal's reason; what was folded stays, and the next catch-up goes on from there. */
  readonly signal?: AbortSignal
}

/** How far a catch-up got. */
export type CatchUpProgress = {
  /** Position of the last event folded. */
  readonly position: number
  /** The position that this catch-up leads to. */
  readonly lastPosition: number
}

const catchUpOptions = { onProgress: callback, signal: abortSignal }

/**
 * A state folded from the log, as far as it was last told to catch up.
 *
 * @example
 * ```ts
 * const projection = new Projection(store, balance)
 * await projection.loadSnapshot()
 * await projection.catchUp()
 * console.log(projection.state, projection.position)
 * ```
 */
export class Projection<State, E extends DomainEvent> {
  readonly #store: EventStore<E>
  readonly #definition: ProjectionDefinition<State, E>
  #fold: Fold<State, E>
  /** The last state that was read, which never changes. */
  #handedOut: StateAt<State> | undefined
  /** Whether the state began with a snapshot. */
  #isFromSnapshot = false
  #isFolding = false
  /** Whether a handler that threw left a state that may be half changed. */
  #isHalfChanged = false
  /** Two catch-ups at once would fold events twice: each waits for the one before it. */
  #turn: Promise<unknown> = Promise.resolve()

  /** @throws {@link InvalidArgument} the definition is invalid, or another one of its name is in use */
  constructor(store: EventStore<E>, definition: ProjectionDefinition<State, OfStore<E>>) {
    // A live projection uses its name until it is stopped. This one has no end.
    if (new.target === Projection) useNames(store, [definition])
    this.#store = store
    this.#definition = definition
    this.#fold = new Fold(definition)
  }

  /** The state at {@link Projection.position}. Never changed afterwards, nor by you: later events work on a copy of it. */
  get state(): State {
    const { state, position, eventId } = this.#fold
    // While events are folded, a handler may have changed half of it.
    if (!this.#isFolding && !this.#isHalfChanged) {
      this.#handedOut = { state, position, eventId, historyId: this.historyId }
    }
    return state
  }

  /** Position of the last event folded; 0: none. */
  get position(): number {
    return this.#fold.position
  }

  /** Id of the last event folded; empty: none. */
  get eventId(): string {
    return this.#fold.eventId
  }

  /** The events that were folded: {@link EventStore.historyId} as of the last catch-up. */
  get historyId(): string {
    return this.#fold.historyId ?? this.#store.historyId
  }

  /**
   * Folds what the log holds beyond the projection's position.
   *
   * @returns how many events were folded; 0 when there was nothing new
   * @throws {@link ProjectionFailed} a handler threw; the projection has the state before that event, and the next catch-up tries it again
   * @throws {@link LogCorrupted}, {@link StoreClosed}, {@link LogLost} the log cannot be read
   */
  async catchUp(options: CatchUpOptions = {}): Promise<number> {
    const given = checkOptions(options, catchUpOptions)
    return this.#untilEnded(given, (ended) => this.#catchUp(ended))
  }

  /** Forgets the state and folds the whole log again, snapshots left aside. @returns how many events were folded */
  async rebuild(options: CatchUpOptions = {}): Promise<number> {
    const given = checkOptions(options, catchUpOptions)
    return this.#untilEnded(given, (ended) => {
      this.#fold = new Fold(this.#definition)
      this.#isHalfChanged = false
      this.#handedOut = undefined
      this.#isFromSnapshot = false
      return this.#catchUp(ended)
    })
  }

  /** Stores the state with its position, so that a later catch-up can begin there. */
  saveSnapshot(): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#isHalfChanged) await this.#standBefore(this.position + 1)
      await saveSnapshot(this.#store, this.#definition, this)
    })
  }

  /**
   * Takes over the newest snapshot that fits this log and this version of the definition.
   *
   * @returns whether there was one further on than the projection
   */
  loadSnapshot(): Promise<boolean> {
    return this.#inTurn(async () => {
      const lastPosition = await this.#store.lastPosition()
      const snapshot = await findSnapshot(this.#store, this.#definition, lastPosition)
      if (!snapshot || snapshot.position <= this.position) return false
      this.#fold = new Fold(this.#definition, snapshot)
      this.#isHalfChanged = false
      this.#isFromSnapshot = true
      return true
    })
  }

  /**
   * The same for a subclass that was told how far the log goes: what lies up to there is asked for at once. If it does not go so far,
   * or if the projection is there already, it is found out.
   */
  protected async catchUpTo(lastPosition: number, options: CatchUpOptions): Promise<number> {
    return this.#inTurn(async () => {
      if (lastPosition <= this.position || lastPosition === Infinity) return this.#catchUp(options)
      const { historyId } = this.#store
      const folded = await this.#foldUpTo(lastPosition, options).catch((error: unknown) => {
        if (this.#store.historyId === historyId) throw error
      })
      // The log was replaced in the meantime, and ends elsewhere.
      if (folded === undefined) return this.#catchUp(options)
      return this.position === lastPosition ? folded : folded + (await this.#catchUp(options))
    }, options.signal)
  }

  async #catchUp(options: CatchUpOptions): Promise<number> {
    // When the log is replaced in the meantime, it ends elsewhere.
    return ofOneHistory(this.#store, async () => {
      const lastPosition = await orAborted(this.#store.lastPosition(), options.signal)
      return this.#foldUpTo(lastPosition, options)
    })
  }

  async #foldUpTo(lastPosition: number, { onProgress, signal }: CatchUpOptions): Promise<number> {
    const onPage = (position: number): void => onProgress?.({ position, lastPosition })
    this.#isFolding = true
    try {
      if (this.#isHalfChanged) await this.#standBefore(this.position + 1, signal)
      const before = this.#fold
      const start = before.position
      this.#fold = await foldLog(this.#store, before, { to: lastPosition, signal, onPage })
      this.#isFolding = false
      this.caughtUp()
      return this.position - (this.#fold === before ? start : 0)
    } catch (error) {
      if (error instanceof ProjectionFailed) await this.#cleanUp(error, signal)
      this.#isFolding = false
      // It may read the log. What was ended shows nothing.
      if (!this.#isHalfChanged && !signal?.aborted) await orAborted(this.failed(), signal).catch(() => {})
      throw error
    }
  }

  /** For a subclass that shows states: called at the end of each catch-up, before the next one can begin. */
  protected caughtUp(): void {}

  /** The same for a catch-up that failed: the state is the last good one. */
  protected async failed(): Promise<void> {}

  /** Folds a clean state, because a handler that threw may have changed half of it. The caller receives the first failure. */
  async #cleanUp(failure: ProjectionFailed, signal?: AbortSignal): Promise<void> {
    this.#isHalfChanged = true
    try {
      await this.#standBefore(failure.position, signal)
    } catch (error) {
      // Of a state that began with a snapshot, earlier events may fail too.
      if (error instanceof ProjectionFailed && error.position < failure.position) await this.#cleanUp(error, signal)
    }
  }

  async #standBefore(position: number, signal?: AbortSignal): Promise<void> {
    this.#fold = await this.#foldNear(position - 1, signal)
    this.#isHalfChanged = false
    try {
      this.#fold = await foldLog(this.#store, this.#fold, { to: position - 1, signal })
    } catch (error) {
      this.#isHalfChanged = error instanceof ProjectionFailed
      throw error
    }
  }

  /** A fold that stands at a position, or before it. */
  async #foldNear(position: number, signal?: AbortSignal): Promise<Fold<State, E>> {
    const find = (): Promise<StateAt<State> | undefined> => findSnapshot(this.#store, this.#definition, position)
    const stored = this.#isFromSnapshot ? await orAborted(find(), signal).catch(() => undefined) : undefined
    const handedOut = this.#handedOut
    if (handedOut === undefined || handedOut.position > position || handedOut.position < (stored?.position ?? 0)) {
      return new Fold(this.#definition, stored)
    }
    const fold = new Fold(this.#definition, handedOut)
    // It stays handed out: a fold copies such a state before it folds on.
    void fold.state
    return fold
  }

  /** Waits no longer than until the signal is aborted or the store is closed, also while the database does not answer. */
  #untilEnded(options: CatchUpOptions, work: (options: CatchUpOptions) => Promise<number>): Promise<number> {
    return whileOpen(this.#store, options.signal, (signal) =>
      this.#inTurn(() => work(ownFields({ ...options, signal })), signal),
    )
  }

  #inTurn<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result> {
    const before = this.#turn
    const result = orAborted(before, signal).then(work)
    // Work that was not waited for to its turn is over, but the work before it may go on.
    this.#turn = Promise.allSettled([before, result]).then(() => {})
    return result
  }
}
