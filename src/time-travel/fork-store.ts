import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import type { StoreOptions } from '../store/create-event-store.ts'
import type { EventAnchor } from './event-anchor.ts'

/** Options of {@link fork}. */
export type ForkOptions = StoreOptions & {
  /** The last position that the fork shares with its origin, from 0. It can be in the middle of a commit. Default: the end of the log. */
  readonly at?: number
  /**
   * Events up to `at` to leave out. Later events up to `at` are copied into the fork with their ids and times. They get new positions
   * and versions there. Such a fork contradicts its origin. You can read and export the fork, but `commit` always rejects.
   */
  readonly without?: readonly EventAnchor[]
}

/**
 * An event store in memory that continues another store, its origin, from a position. All methods of {@link EventStore} work. Only
 * `commit` writes to the origin. Later events of the origin are not visible in the fork.
 *
 * The fork reads the shared past from the origin, so the origin must stay open.
 */
export interface Fork<E extends DomainEvent = DomainEvent> extends EventStore<E> {
  readonly origin: EventStore<E>

  /** The last position that the fork shares with its origin. */
  readonly at: number

  /** The events that were left out, as recorded in the origin, in order. A fork that leaves out events cannot be committed. */
  readonly without: readonly RecordedEvent<E>[]

  /** Reads the events that are not shared with the origin, in order. */
  ownEvents(): Promise<readonly RecordedEvent<E>[]>

  /**
   * Appends the fork's own events to the origin in one atomic commit. Order, ids and metadata stay the same. Each stream of the fork
   * must still have the version at which the fork began. Other streams do not matter. The events get new positions and times. They
   * count as one command, and their command ids in the fork are dropped.
   *
   * A repeated call is safe: the origin records the same events once. Events appended to the fork later conflict with the committed
   * ones. Create another fork to continue.
   *
   * @returns the events as recorded in the origin; empty if the fork has no own events
   * @throws {@link ConcurrencyConflict} a stream changed in the origin, or the fork leaves out events; nothing was written
   * @throws {@link LogReplaced} the log of the origin was replaced: close the fork
   * @throws {@link LogCorrupted} the log of the origin was rewound, and the event at which the fork began is gone
   * @throws the errors of {@link EventStore.appendBatch}, for the origin and the fork
   */
  commit(): Promise<readonly RecordedEvent<E>[]>

  /**
   * Opens the same fork again, as another tab opens the same log. Use it for a part of the page that closes its store.
   *
   * @throws {@link InvalidArgument} an option is invalid
   * @throws {@link StoreClosed} this fork is closed
   */
  share(options?: StoreOptions): Fork<E>

  /** Closes the fork. Its own events are lost when the last fork that shares them is closed. The origin stays open. */
  close(): Promise<void>
}
