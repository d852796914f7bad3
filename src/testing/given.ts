import type { DomainEvent, NewEvent, RecordedEvent } from '../log/domain-event.ts'
import { recordedEvent } from './recorded-events.ts'

/** Past events: as they are appended, or recorded ones where streams, positions or times matter. */
export type Given<E extends DomainEvent> = readonly (NewEvent<E> | RecordedEvent<E>)[]

/**
 * The same as recorded events. One that was not recorded follows the one before it.
 *
 * @param stream where those belong that were not recorded; default: the stream of the one before
 */
export function asHistory<E extends DomainEvent>(given: Given<E>, stream?: string): RecordedEvent<E>[] {
  const history: RecordedEvent<E>[] = []
  const versions = new Map<string, number>()
  for (const event of given) {
    const { streamId: before = 'stream', globalPosition = 0, recordedAt = 0 } = history.at(-1) ?? {}
    const streamId = stream ?? before
    const from = { version: (versions.get(streamId) ?? 0) + 1, position: globalPosition + 1, recordedAt }
    const recorded = isRecorded(event) ? event : recordedEvent<E>(streamId, event, from)
    versions.set(recorded.streamId, recorded.streamVersion)
    history.push(recorded)
  }
  return history
}

/** The history of one stream: what a repository and a command handler read. */
export function historyOf<E extends DomainEvent>(given: Given<E>, streamId: string): RecordedEvent<E>[] {
  return asHistory<E>(given, streamId).filter((event) => event.streamId === streamId)
}

/** The stream of the first event, if that was recorded. */
export function firstStream<E extends DomainEvent>([first]: Given<E>): string {
  return first && isRecorded(first) ? first.streamId : 'stream'
}

function isRecorded<E extends DomainEvent>(event: NewEvent<E> | RecordedEvent<E>): event is RecordedEvent<E> {
  return 'globalPosition' in event
}
