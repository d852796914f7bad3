import type { DomainEvent, RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import type { StoreOptions } from '../store/create-event-store.ts'
import type { EventAnchor } from './event-anchor.ts'
import { openFork } from './open-fork.ts'

/** Options of {@link fork}. */
export type ForkOptions = StoreOptions & {
  /**
   * The last position to take over, from 0: any position of the log, also one in the middle of a commit. Default: where the log
   * ends.
   */
  readonly at?: number
  /**
   * What if these had not happened? Events up to `at` to leave out. Those behind the first of them are copied into the fork, with
   * their ids and times, at the positions and versions that are theirs then. Such a fork contradicts its origin: it can be looked
   * at and exported, and `commit` always rejects.
   */
  readonly without?: readonly EventAnchor[]
}

/**
 * An event store in memory that goes its own way from a moment of another one, its origin. All of {@link EventStore} works, and
 * nothing of it writes to the origin but `commit`. What happens in the origin after that moment is not seen.
 *
 * The past that both share is read from the origin when it is asked for, so the origin has to stay open meanwhile.
 */
export interface Fork<E extends DomainEvent = DomainEvent> extends EventStore<E> {
  readonly origin: EventStore<E>

  /** Position of the last event that it shares with its origin. Its own begin behind it. */
  readonly at: number

  /** The events that did not happen here, as they stand in the origin, in order. With any, it cannot be committed. */
  readonly without: readonly RecordedEvent<E>[]

  /** The events that it does not share with its origin, in order. */
  ownEvents(): Promise<readonly RecordedEvent<E>[]>

  /**
   * Appends the fork's own events to the origin: in one commit and in their order, with their ids and metadata, and expecting of
   * each stream the version that the fork began at. A stream that only the origin appended to is no conflict. The events get
   * positions and times of their own there, and are one command: those that they were appended with in the fork are not kept.
   *
   * It can be repeated, should its answer have been lost: the same events are appended once. The fork stays as it is, and what
   * is appended to it afterwards conflicts with what was committed: to go on, fork anew.
   *
   * @returns the events as the origin has them now; none when there was nothing to commit
   * @throws {@link ConcurrencyConflict} a stream went on in the origin, or the fork leaves out what did happen; nothing was written
   * @throws {@link LogReplaced} the origin's log was replaced since: close the fork
   * @throws {@link LogCorrupted} the origin's log went back, and has no longer the event that the fork began behind
   * @throws what else {@link EventStore.appendBatch} throws, of the origin and of the fork
   */
  commit(): Promise<readonly RecordedEvent<E>[]>

  /**
   * Opens the same fork once more, as another tab opens the same log: for a part of the page that closes what it was given.
   *
   * @throws {@link InvalidArgument} an option is not what it should be; {@link StoreClosed} this one is closed
   */
  share(options?: StoreOptions): Fork<E>

  /** Closes the fork. Its own events are lost when the last fork that shares them is closed. The origin stays open. */
  close(): Promise<void>
}

/**
 * What if? Opens a fork of an event store: the same log up to a position, and from there on its own, in memory. Nothing is copied:
 * a fork of a million events is there at once. A fork can be forked.
 *
 * @param store any event store; it is only read until {@link Fork.commit}
 * @throws {@link InvalidArgument} an option is not what it should be, `at` lies beyond the log, or an event to leave out is not in
 *   the log up to there
 * @throws {@link LogCorrupted}, {@link LogLost}, {@link StoreClosed} the log cannot be read
 * @example
 * ```ts
 * const whatIf = await fork(store, { at: timeline.getSnapshot().position })
 * await whatIf.append('account:1', moneyWithdrawn(30))
 * const there = await reconstructState(whatIf, balances)
 * await whatIf.commit() // or close()
 * ```
 */
export async function fork<E extends DomainEvent>(store: EventStore<E>, options: ForkOptions = {}): Promise<Fork<E>> {
  return openFork(store, options)
}
