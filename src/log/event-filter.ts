import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventFilter } from './event-store.ts'

/** @returns a function that says whether an event matches the filter */
export function eventFilter<E extends DomainEvent>(filter: EventFilter<E>): (event: RecordedEvent<E>) => boolean {
  const { types, streamPrefix } = filter
  const wanted = types && new Set<string>(types)
  return ({ type, streamId }) =>
    (wanted === undefined || wanted.has(type)) && (streamPrefix === undefined || streamId.startsWith(streamPrefix))
}
