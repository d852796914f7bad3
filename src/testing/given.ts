import { copyOfEvent } from '../log/copy-event.ts'
import type { DomainEvent, NewEvent, RecordedEvent } from '../log/domain-event.ts'
import { recordedEvent } from './recorded-events.ts'

/** Past events: as they are appended, or recorded ones where streams, positions or times matter. */
export type Given<E extends DomainEvent> = readonly (NewEvent<E> | RecordedEvent<E>)[]

/**
 * The same as recorded events; one that was not recorded follows the one before it, in the same stream. They are copies: the
 * handlers under test may change them, and the constants of a test file stay as they are.
 */
export function asHistory<E extends DomainEvent>(given: Given<E>): RecordedEvent<E>[] {
  const history: RecordedEvent<E>[] = []
  for (const event of given) history.push(copyOfEvent(isRecorded(event) ? event : following(history.at(-1), event)))
  return history
}

function following<E extends DomainEvent>(last: RecordedEvent<E> | undefined, event: NewEvent<E>): RecordedEvent<E> {
  const { streamId = 'stream', streamVersion = 0, globalPosition = 0, recordedAt = 0 } = last ?? {}
  const from = { version: streamVersion + 1, position: globalPosition + 1, recordedAt }
  return recordedEvent<E>(streamId, event, from)
}

function isRecorded<E extends DomainEvent>(event: NewEvent<E> | RecordedEvent<E>): event is RecordedEvent<E> {
  return 'globalPosition' in event
}
