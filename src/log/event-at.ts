import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventSequence } from './event-sequence.ts'
import { followBatches, momentOf } from './follow-batches.ts'
import { followedPartsOf } from './store-internals.ts'

/**
 * Reads the event at a position. Returns `undefined` for position 0 and beyond the end.
 *
 * @param since as in {@link followBatches}; default: reads the storage
 */
export async function eventAt<E extends DomainEvent>(
  sequence: EventSequence<E>,
  position: number,
  since: number = momentOf(sequence),
): Promise<RecordedEvent<E> | undefined> {
  if (position === 0) return undefined
  if (!followedPartsOf(sequence)) {
    for await (const event of sequence.readAll({ fromPosition: position, limit: 1 })) return event
    return undefined
  }
  for await (const [event] of followBatches(sequence, { from: position, to: position, since })) return event
  return undefined
}
