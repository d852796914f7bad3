import type { DomainEvent, NewEvent, RecordedEvent } from '../log/domain-event.ts'
import { recordedEvents } from './recorded-events.ts'

/** Past events: as they are appended, or recorded ones where streams, positions or times matter. */
export type Given<E extends DomainEvent> = readonly (NewEvent<E> | RecordedEvent<E>)[]

/** The same as recorded events; those that were not recorded follow each other in one stream. */
export function asHistory<E extends DomainEvent>(given: Given<E>): RecordedEvent<E>[] {
  return given.flatMap((event, index) => {
    if (isRecorded(event)) return event
    return recordedEvents<E>('stream', [event], { version: index + 1, position: index + 1 })
  })
}

function isRecorded<E extends DomainEvent>(event: NewEvent<E> | RecordedEvent<E>): event is RecordedEvent<E> {
  return 'globalPosition' in event
}
