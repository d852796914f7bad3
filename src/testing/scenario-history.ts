import type { DomainEvent, NewEvent, RecordedEvent } from '../events/domain-event.ts'
import { recordedEvent } from './recorded-events.ts'

/** Past events: new events as for `append`, or recorded events if streams, positions or times matter. */
export type Given<E extends DomainEvent> = readonly (NewEvent<E> | RecordedEvent<E>)[]

/**
 * Returns the events of `given` as recorded events. A new event gets the next position and version.
 *
 * @param stream stream of the new events; default: the stream of the previous event
 */
export function recordedHistory<E extends DomainEvent>(given: Given<E>, stream?: string): RecordedEvent<E>[] {
  const history: RecordedEvent<E>[] = []
  const versions = new Map<string, number>()
  for (const event of given) {
    const { streamId: previous = 'stream', globalPosition = 0, recordedAt = 0 } = history.at(-1) ?? {}
    const streamId = stream ?? previous
    const from = { version: (versions.get(streamId) ?? 0) + 1, position: globalPosition + 1, recordedAt }
    const recorded = isRecorded(event) ? event : recordedEvent<E>(streamId, event, from)
    versions.set(recorded.streamId, recorded.streamVersion)
    history.push(recorded)
  }
  return history
}

/** Returns the recorded events of one stream, as `readStream` would. */
export function streamHistory<E extends DomainEvent>(given: Given<E>, streamId: string): RecordedEvent<E>[] {
  return recordedHistory<E>(given, streamId).filter((event) => event.streamId === streamId)
}

/** Returns the stream of the first event if that event is recorded, otherwise `'stream'`. */
export function firstStreamId<E extends DomainEvent>([first]: Given<E>): string {
  return first && isRecorded(first) ? first.streamId : 'stream'
}

function isRecorded<E extends DomainEvent>(event: NewEvent<E> | RecordedEvent<E>): event is RecordedEvent<E> {
  return 'globalPosition' in event
}
