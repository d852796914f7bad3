import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import type { EventFilter } from './event-store.ts'

/** @returns tells whether an event is one that was asked for */
export function eventFilter<E extends DomainEvent>(filter: EventFilter<E>): (event: RecordedEvent<E>) => boolean {
  const { types, streamPrefix } = filter
  const wanted = types && new Set<string>(types)
  return ({ type, streamId }) =>
    (wanted === undefined || wanted.has(type)) && (streamPrefix === undefined || streamId.startsWith(streamPrefix))
}
