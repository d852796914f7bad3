import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventFilter } from './event-store.ts'

/** Returns the predicate of a filter. With `undefined`, every event matches. */
export function eventFilter<E extends DomainEvent>(
  filter: EventFilter<E>,
): ((event: RecordedEvent<E>) => boolean) | undefined {
  const { types, streamPrefix } = filter
  if (types === undefined && streamPrefix === undefined) return undefined
  const wanted = types && new Set<string>(types)
  return ({ type, streamId }) =>
    (wanted === undefined || wanted.has(type)) && (streamPrefix === undefined || streamId.startsWith(streamPrefix))
}
