import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventSequence } from './event-sequence.ts'

/** Reads the event at a position. Returns `undefined` for position 0 and beyond the end. */
export async function eventAt<E extends DomainEvent>(
  sequence: Pick<EventSequence<E>, 'readAll'>,
  position: number,
): Promise<RecordedEvent<E> | undefined> {
  if (position === 0) return undefined
  for await (const event of sequence.readAll({ fromPosition: position, limit: 1 })) return event
  return undefined
}
