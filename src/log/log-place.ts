import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { LogReplaced } from '../events/errors.ts'
import { eventAt } from './event-at.ts'
import { type EventSequence, positionIn } from './event-sequence.ts'
import { forgetMemory } from './follow-batches.ts'
import type { WithHistory } from './within-one-history.ts'

/** A place in a log or in a stream, directly after the event at a position. */
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
 * @param read reads the event at a position; default: from the sequence
 */
export async function isInLog<E extends DomainEvent>(
  sequence: EventSequence<E>,
  { position, eventId, historyId }: LogPlace,
  read: (position: number) => Promise<RecordedEvent<E> | undefined> = (at) => eventAt(sequence, at),
): Promise<boolean> {
  if (historyId !== sequence.historyId) return false
  if (position === 0 || (await read(position))?.id === eventId) return true
  forgetMemory(sequence)
  return false
}

/**
 * Reads the events after a place. The read begins with the event at the place, to compare its id.
 *
 * @param read reads batches of events from a position to the end; no batches if the log ends before the position
 * @throws {@link LogRewound} the log does not hold the place; no event was delivered
 * @throws {@link LogReplaced} the log was replaced during the read
 */
export async function* readAfter<E extends DomainEvent>(
  log: WithHistory & Pick<EventSequence, 'streamId'>,
  { position, eventId, historyId }: LogPlace,
  read: (from: number) => AsyncIterable<readonly RecordedEvent<E>[]>,
): AsyncGenerator<readonly RecordedEvent<E>[], void, undefined> {
  if (historyId !== log.historyId) throw new LogRewound()
  let isChecked = eventId === ''
  for await (const batch of read(isChecked ? position + 1 : position)) {
    const [first] = batch
    if (isChecked || !first || positionIn(log, first) !== position) yield batch
    else if (first.id !== eventId) throw new LogRewound()
    else if (batch.length > 1) yield batch.slice(1)
    isChecked = true
  }
  // The log ends before the place.
  if (!isChecked) throw new LogRewound()
  // Each read belongs to one history, but `to` and the place may belong to an earlier one.
  if (log.historyId !== historyId) throw new LogReplaced()
}
