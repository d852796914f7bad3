import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventStore } from './event-store.ts'

/** Reads the event at a position. Returns `undefined` for position 0 and beyond the end of the log. */
export async function eventAt<E extends DomainEvent>(
  store: EventStore<E>,
  position: number,
): Promise<RecordedEvent<E> | undefined> {
  if (position === 0) return undefined
  for await (const event of store.readAll({ fromPosition: position, limit: 1 })) return event
  return undefined
}
