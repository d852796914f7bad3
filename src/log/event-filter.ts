import { checkText } from './argument-checks.ts'
import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import { InvalidArgument } from './errors.ts'
import type { EventFilter } from './event-store.ts'

/** @returns tells whether an event is one that was asked for */
export function eventFilter<E extends DomainEvent>(filter: EventFilter<E>): (event: RecordedEvent<E>) => boolean {
  const { types, streamPrefix } = filter
  if (types !== undefined && !Array.isArray(types)) {
    throw new InvalidArgument({ argument: 'types', expected: 'an array of event types', actual: types })
  }
  if (streamPrefix !== undefined) checkText('streamPrefix', streamPrefix)
  const wanted = types && new Set<string>(types)
  return ({ type, streamId }) =>
    (wanted === undefined || wanted.has(type)) && (streamPrefix === undefined || streamId.startsWith(streamPrefix))
}
