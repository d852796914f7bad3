import { abortSignal, callback, checkOptions, text } from '../events/argument-checks.ts'
import type { DomainEvent, OfStore } from '../events/domain-event.ts'
import type { EventSequence } from '../log/event-sequence.ts'
import type { EventStore } from '../log/event-store.ts'
import { sequenceOf } from '../log/one-stream.ts'
import { whileOpen } from '../log/while-open.ts'
import type { ProjectionDefinition } from './define-projection.ts'
import { useNames } from './definition-names.ts'
import { FoldedLog } from './folded-log.ts'
import type { CatchUpProgress, FoldedLogOptions } from './folded-log-options.ts'

/** Options of {@link Projection.catchUp} and {@link Projection.rebuild}. */
export type CatchUpOptions = {
  /** Called every few hundred events. */
  readonly onProgress?: (progress: CatchUpProgress) => void
  /** An abort rejects with the signal's reason. The next catch-up continues after the last folded event. */
  readonly signal?: AbortSignal
}

/** Options of {@link Projection}. */
export type ProjectionOptions = {
  /** Fold only this stream. A position is then a version of the stream. Default: the whole log. */
  readonly streamId?: string
}

const catchUpOptions = { onProgress: callback, signal: abortSignal }

/**
 * A state folded from the log, up to the end of the last catch-up.
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
  readonly #sequence: EventSequence<E>
  readonly #folded: FoldedLog<State, E>

  /** @throws {@link InvalidArgument} the definition is invalid, or an option is invalid, or another definition uses the name */
  constructor(
    store: EventStore<E>,
    definition: ProjectionDefinition<State, OfStore<E>>,
    options: ProjectionOptions = {},
  ) {
    const { streamId } = checkOptions(options, { streamId: text })
    // A projection cannot be stopped, so it never releases its name.
    useNames(store, [definition])
    this.#sequence = sequenceOf(store, streamId)
    this.#folded = new FoldedLog(this.#sequence, definition)
  }

  /** The state at {@link Projection.position}. It never changes, and you must not change it. Later events change a copy. */
  get state(): State {
    return this.#folded.current.state
  }

  /** Position of the last event folded; 0: none. With `streamId`, its version in the stream. */
  get position(): number {
    return this.#folded.position
  }

  /** Id of the last event folded; empty: none. */
  get eventId(): string {
    return this.#folded.eventId
  }

  /** The history that was folded: {@link EventStore.historyId} at the last catch-up. */
  get historyId(): string {
    return this.#folded.historyId
  }

  /**
   * Folds the events of the log after the projection's position.
   *
   * @returns the number of events folded; 0: no new events
   * @throws {@link ProjectionFailed} a handler threw. The state is that before the event. The next catch-up folds the event again
   * @throws {@link LogCorrupted}, {@link StoreClosed}, {@link LogLost} the log cannot be read
   */
  async catchUp(options: CatchUpOptions = {}): Promise<number> {
    return this.#whileOpen(options, (given) => this.#folded.catchUp(given))
  }

  /** Folds the whole log again, without snapshots. Returns and throws as {@link Projection.catchUp}. */
  async rebuild(options: CatchUpOptions = {}): Promise<number> {
    return this.#whileOpen(options, (given) => this.#folded.rebuild(given))
  }

  /** Stores the state with its position, so that a later catch-up can begin there. @throws the errors of {@link EventStore.append} */
  saveSnapshot(): Promise<void> {
    return this.#folded.saveSnapshot()
  }

  /**
   * Continues from the newest snapshot of this log and this version of the definition.
   *
   * @returns whether there is a snapshot after the projection's position
   */
  loadSnapshot(): Promise<boolean> {
    return this.#folded.loadSnapshot()
  }

  /** Rejects as soon as the signal is aborted or the store is closed, even if the database does not answer. */
  #whileOpen(options: CatchUpOptions, work: (options: FoldedLogOptions) => Promise<number>): Promise<number> {
    const { onProgress, signal } = checkOptions(options, catchUpOptions)
    return whileOpen(this.#sequence, signal, (ended) => work({ onProgress, signal: ended }))
  }
}
