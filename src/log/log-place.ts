import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { LogReplaced } from '../events/errors.ts'
import { eventAt } from './event-at.ts'
import type { EventStore } from './event-store.ts'
import type { WithHistory } from './within-one-history.ts'

/** A place in a log, directly after the event at a position. */
export type LogPlace = {
  /** 0: before the first event. */
  readonly position: number
  /** Id of the event at the position. Empty: there is no event, or its id is unknown. */
  readonly eventId: string
  /** The history that the position counts in: {@link EventStore.historyId}. */
  readonly historyId: string
}

/** The log no longer holds a place: the log was rewound (a restored profile, a power failure) or replaced. */
export class LogRewound extends Error {}

/**
 * Returns whether a log still holds the event of a place. Other events may follow it.
 *
 * @param read reads the event at a position; default: from the store
 */
export async function isInLog<E extends DomainEvent>(
  store: EventStore<E>,
  { position, eventId, historyId }: LogPlace,
  read: (position: number) => Promise<RecordedEvent<E> | undefined> = (at) => eventAt(store, at),
): Promise<boolean> {
  if (historyId !== store.historyId) return false
  return position === 0 || (await read(position))?.id === eventId
}

/**
 * Reads the events after a place. The read begins with the event at the place, to compare its id.
 *
 * @param to position of the last event of the log
 * @param read reads batches of events from a position to `to`
 * @throws {@link LogRewound} the log does not hold the place; no event was delivered
 * @throws {@link LogReplaced} the log was replaced during the read
 */
export async function* readAfter<E extends DomainEvent>(
  log: WithHistory,
  { position, eventId, historyId }: LogPlace,
  to: number,
  read: (from: number) => AsyncIterable<readonly RecordedEvent<E>[]>,
): AsyncGenerator<readonly RecordedEvent<E>[], void, undefined> {
  if (historyId !== log.historyId || (eventId !== '' && position > to)) throw new LogRewound()
  let isChecked = eventId === ''
  for await (const batch of read(isChecked ? position + 1 : position)) {
    const [first] = batch
    if (isChecked || first?.globalPosition !== position) yield batch
    else if (first.id !== eventId) throw new LogRewound()
    else if (batch.length > 1) yield batch.slice(1)
    isChecked = true
  }
  // Each read belongs to one history, but `to` and the place may belong to an earlier one.
  if (log.historyId !== historyId) throw new LogReplaced()
}
