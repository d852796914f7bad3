import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventStore, ReadAllOptions } from './event-store.ts'

/** A range of positions, the order and the largest number of events of a read. */
export type SequenceRange = Pick<ReadAllOptions, 'fromPosition' | 'toPosition' | 'limit' | 'direction' | 'signal'>

/**
 * The events that a projection or a timeline reads: a whole log, or one stream of it. Positions count the events of the sequence from 1,
 * without gaps. In a whole log they are global positions, and in a stream they are versions. An {@link EventStore} is the sequence of its
 * whole log.
 */
export type EventSequence<E extends DomainEvent = DomainEvent> = Pick<
  EventStore<E>,
  'logId' | 'historyId' | 'snapshots' | 'lastPosition' | 'onLogChange' | 'onStorageChange'
> & {
  /** Missing: the sequence is the whole log. */
  readonly streamId?: string
  /** The last position that a read found. Missing: the sequence does not record it. */
  readonly knownEnd?: number
  /** Returns the same sequence. It may already hold the first events, as of this call. Missing: it would save no read. */
  readonly opened?: () => Promise<EventSequence<E>>
  readAll(range?: SequenceRange): AsyncIterable<RecordedEvent<E>>
  readBatches(range?: SequenceRange): AsyncIterable<readonly RecordedEvent<E>[]>
}

/** The place of an event in the log and in its stream. */
export type EventPlace = Pick<RecordedEvent, 'globalPosition' | 'streamVersion'>

/** Returns the id of the stream. `undefined`: the sequence is the whole log. A property of `Object.prototype` does not count. */
export function streamOf(sequence: Pick<EventSequence, 'streamId'>): string | undefined {
  return Object.hasOwn(sequence, 'streamId') ? sequence.streamId : undefined
}

/** Returns the position of an event in a sequence. */
export function positionIn(sequence: Pick<EventSequence, 'streamId'>, event: EventPlace): number {
  return streamOf(sequence) === undefined ? event.globalPosition : event.streamVersion
}
