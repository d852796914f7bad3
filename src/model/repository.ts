import { check, ordinal, text } from '../log/argument-checks.ts'
import type { DomainEvent } from '../log/domain-event.ts'
import type { AppendOptions, AppendResult, EventStore } from '../log/event-store.ts'
import { copyOfState } from '../projection/copy-state.ts'
import { claimName } from '../projection/definition-names.ts'
import type { AggregateRoot } from './aggregate-root.ts'
import { keepSnapshot, readHistory } from './stream-snapshots.ts'

/** How aggregates are kept as snapshots. */
export type AggregateSnapshots<Aggregate, State> = {
  /** Names the kind of aggregate among the snapshots of a store. */
  readonly name: string
  /** Raised when the fields change: older snapshots no longer fit then. Default 1. */
  readonly version?: number
  /** Store a snapshot when at least this many events came since the last one. */
  readonly every: number
  /** The fields of an aggregate, as anything that a structured clone keeps. */
  readonly take: (aggregate: Aggregate) => State
  /** Fills a new aggregate's fields. */
  readonly restore: (aggregate: Aggregate, state: State) => void
}

/** What a repository needs to know of its aggregates. */
export type RepositoryOptions<Aggregate, State> = {
  /** Makes an aggregate without a history, such as `(streamId) => new Herd(streamId)`. */
  readonly create: (streamId: string) => Aggregate
  readonly snapshots?: AggregateSnapshots<Aggregate, State>
}

/**
 * Brings aggregates back from their streams, and their new events into them.
 *
 * @example
 * ```ts
 * const herds = new Repository(store, { create: (streamId) => new Herd(streamId) })
 * const herd = await herds.retrieve('herd:savanna')
 * herd.adopt('Blue')
 * await herds.persist(herd)
 * ```
 */
export class Repository<Aggregate extends AggregateRoot<E>, E extends DomainEvent, State = unknown> {
  readonly #store: EventStore<E>
  readonly #options: RepositoryOptions<Aggregate, State>
  /** The version of each aggregate's last snapshot. */
  readonly #snapshotAt = new WeakMap<Aggregate, number>()
  #isChecked = false
  /** The events that each aggregate was rebuilt from. */
  readonly #histories = new WeakMap<Aggregate, string>()

  /** @throws {@link InvalidArgument} the snapshots' name is empty, or `version` or `every` is not a whole number from 1 */
  constructor(store: EventStore<E>, options: RepositoryOptions<Aggregate, State>) {
    if (options.snapshots) {
      const { name, version = 1, every } = options.snapshots
      check('snapshots.name', name, text)
      check('snapshots.version', version, ordinal)
      check('snapshots.every', every, ordinal)
    }
    this.#store = store
    this.#options = options
  }

  /**
   * The aggregate of a stream, from its latest snapshot if there is one; at version 0 when the stream has no events.
   *
   * @throws {@link InvalidArgument} what `snapshots.take` returns cannot be stored
   * @throws everything that {@link EventStore.readStream} throws
   */
  async retrieve(streamId: string): Promise<Aggregate> {
    const { create, snapshots } = this.#options
    const aggregate = create(streamId)
    if (!snapshots) {
      aggregate.applyHistory((await this.#store.readStream(streamId)).events)
      return aggregate
    }
    this.#checkTake(create(streamId))
    const { name, version = 1, take, restore } = snapshots
    claimName(this.#store, { name, version, initialState: create, when: { take, restore } }, 'aggregate')
    const kind = { ...snapshots, of: 'aggregate' } as const
    const { snapshot, events, historyId } = await readHistory<State, E>(this.#store, kind, streamId)
    this.#histories.set(aggregate, historyId)
    if (snapshot) {
      snapshots.restore(aggregate, snapshot.state)
      aggregate.restoreAt(snapshot.streamVersion)
      this.#snapshotAt.set(aggregate, snapshot.streamVersion)
    }
    aggregate.applyHistory(events)
    return aggregate
  }

  /**
   * Appends what the aggregate recorded, at the version it was retrieved at. When nothing was recorded, nothing is written.
   *
   * @returns what was written, `undefined` when nothing was recorded. With `duplicate: true` the aggregate's own events were
   *   dropped, because the command had been recorded before: retrieve it again to go on
   * @throws {@link ConcurrencyConflict} another writer appended first; the aggregate keeps its events: retrieve it again,
   *   and decide again
   * @throws everything else that {@link EventStore.append} throws; the aggregate keeps its events then too
   */
  async persist(
    aggregate: Aggregate,
    options: Pick<AppendOptions, 'commandId' | 'durability'> = {},
  ): Promise<AppendResult<E> | undefined> {
    const events = aggregate.unreleasedEvents
    if (events.length === 0) return undefined
    const { streamId, version: expectedVersion } = aggregate
    const result = await this.#store.append(streamId, events, { ...options, expectedVersion })
    // It may have recorded more while these were written.
    aggregate.releaseEvents(events.length)
    // A command that was recorded before was not applied by this aggregate: its state is not that of the stream.
    if (!result.duplicate) await this.#keepSnapshot(aggregate, result)
    return result
  }

  /** Once, before anything is written: what `take` returns is stored after the events, where a failure would be hidden. */
  #checkTake(aggregate: Aggregate): void {
    if (this.#isChecked) return
    let state: unknown
    try {
      state = this.#options.snapshots?.take(aggregate)
    } catch {
      // It may need fields that only an event sets.
      return
    }
    copyOfState(state)
    this.#isChecked = true
  }

  async #keepSnapshot(aggregate: Aggregate, { globalPosition: position, events }: AppendResult<E>): Promise<void> {
    const { snapshots } = this.#options
    const { streamId, version: streamVersion, unreleasedEvents } = aggregate
    // Fields that show events which are not stored yet are not those of the version.
    if (!snapshots || unreleasedEvents.length > 0) return
    if (streamVersion - (this.#snapshotAt.get(aggregate) ?? 0) < snapshots.every) return
    this.#snapshotAt.set(aggregate, streamVersion)
    const eventId = events.at(-1)?.id ?? ''
    // One that was never retrieved has only what was appended just now.
    const historyId = this.#histories.get(aggregate) ?? this.#store.historyId
    const snapshot = { state: snapshots.take(aggregate), streamVersion, position, eventId, historyId }
    await keepSnapshot(this.#store, { ...snapshots, of: 'aggregate' }, streamId, snapshot)
  }
}
