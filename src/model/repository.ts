import { check, ordinal, text } from '../events/argument-checks.ts'
import type { DomainEvent } from '../events/domain-event.ts'
import type { AppendOptions, AppendResult, EventStore } from '../log/event-store.ts'
import { copyIfData, copyOfState } from '../projection/copy-state.ts'
import { claimName } from '../projection/definition-names.ts'
import { fewestEvents } from '../projection/snapshots.ts'
import type { AggregateRoot } from './aggregate-root.ts'
import { keepSnapshot, readHistory } from './stream-snapshots.ts'

/** How a repository takes snapshots of its aggregates. */
type AggregateSnapshots<Aggregate, State> = {
  /** Identifies the kind of aggregate. Unique among the snapshots of a store. */
  readonly name: string
  /** Increase the version when the fields change: snapshots of other versions are ignored. Default 1. */
  readonly version?: number
  /** Number of events after which `persist` stores a new snapshot. Default: 500, and the repository stores the snapshot in idle time. */
  readonly every?: number
  /** Returns the fields of an aggregate as a value that structured clone supports. */
  readonly take: (aggregate: Aggregate) => State
  /** Sets the fields of a new aggregate. */
  readonly restore: (aggregate: Aggregate, state: State) => void
}

/** Options of {@link Repository}. */
export type RepositoryOptions<Aggregate, State> = {
  /** Creates an aggregate without events, such as `(streamId) => new Herd(streamId)`. */
  readonly create: (streamId: string) => Aggregate
  /** Default: no snapshots. Then `retrieve` reads the whole stream. */
  readonly snapshots?: AggregateSnapshots<Aggregate, State>
}

/**
 * Rebuilds aggregates from their streams and appends their new events.
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
  /** Stream version of each aggregate's last snapshot. */
  readonly #snapshotAt = new WeakMap<Aggregate, number>()
  #isChecked = false
  /** The {@link EventStore.historyId} that each aggregate was rebuilt from. */
  readonly #histories = new WeakMap<Aggregate, string>()

  /** @throws {@link InvalidArgument} `snapshots.name` is empty, or `version` or `every` is not a whole number from 1 */
  constructor(store: EventStore<E>, options: RepositoryOptions<Aggregate, State>) {
    if (options.snapshots) {
      const { name, version = 1, every = fewestEvents } = options.snapshots
      check('snapshots.name', name, text)
      check('snapshots.version', version, ordinal)
      check('snapshots.every', every, ordinal)
    }
    this.#store = store
    this.#options = options
  }

  /**
   * Rebuilds the aggregate of a stream, from its latest snapshot if there is one. Without events, the aggregate is at version 0.
   *
   * @throws {@link InvalidArgument} the result of `snapshots.take` cannot be stored
   * @throws every error of {@link EventStore.readStream}
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
   * Appends the unreleased events of an aggregate at its version. Writes nothing if there are none.
   *
   * @returns the append result, or `undefined` if there was nothing to write. With `duplicate: true`, the command was already
   *   recorded and the aggregate's events were dropped. Retrieve the aggregate again before you use it
   * @throws {@link ConcurrencyConflict} another writer appended first. The aggregate keeps its events. Retrieve it again and
   *   decide again
   * @throws every other error of {@link EventStore.append}; the aggregate keeps its events
   */
  async persist(
    aggregate: Aggregate,
    options: Pick<AppendOptions, 'commandId' | 'durability'> = {},
  ): Promise<AppendResult<E> | undefined> {
    const events = aggregate.unreleasedEvents
    if (events.length === 0) return undefined
    const { streamId, version: expectedVersion } = aggregate
    const result = await this.#store.append(streamId, events, { ...options, expectedVersion })
    // The aggregate may have recorded further events during the write.
    aggregate.releaseEvents(events.length)
    // After a duplicate, the aggregate's fields include events that were dropped.
    if (!result.duplicate) await this.#keepSnapshot(aggregate, result)
    return result
  }

  /** Checks the result of `take` before the first write. Later, an invalid result would stay hidden: failed snapshots are ignored. */
  #checkTake(aggregate: Aggregate): void {
    if (this.#isChecked) return
    let state: unknown
    try {
      state = this.#options.snapshots?.take(aggregate)
    } catch {
      // `take` may need fields that only an event sets.
      return
    }
    copyOfState(state)
    this.#isChecked = true
  }

  async #keepSnapshot(aggregate: Aggregate, { globalPosition: position, events }: AppendResult<E>): Promise<void> {
    const { snapshots } = this.#options
    const { streamId, version: streamVersion, unreleasedEvents } = aggregate
    // With unreleased events, the fields do not belong to the stored version.
    if (!snapshots || unreleasedEvents.length > 0) return
    if (streamVersion - (this.#snapshotAt.get(aggregate) ?? 0) < (snapshots.every ?? fewestEvents)) return
    this.#snapshotAt.set(aggregate, streamVersion)
    const eventId = events.at(-1)?.id ?? ''
    // An aggregate that was never retrieved has only events that were appended just now.
    const historyId = this.#histories.get(aggregate) ?? this.#store.historyId
    // The state may contain objects of the aggregate, which can change before the idle time.
    const snapshot = { state: copyIfData(snapshots.take(aggregate)), streamVersion, position, eventId, historyId }
    await keepSnapshot(
      this.#store,
      { ...snapshots, of: 'aggregate' },
      streamId,
      snapshot,
      snapshots.every === undefined,
    )
  }
}
