import type { DomainEvent, JsonObject, JsonValue, RecordedEvent } from '../../events/domain-event.ts'
import type { StoredEvent } from '../../events/stored-event.ts'

/** The place of an event in the log. */
export type Place = Pick<StoredEvent, 'streamId' | 'streamVersion' | 'globalPosition' | 'recordedAt' | 'commandId'>

/**
 * An event in a record. Its position follows from the position of the record and the index of the entry. An entry omits the rest of its
 * place if the previous entry implies it: the stream's next version, with the same time and command. Without this omission, places and
 * field names would be most of the text.
 */
export type EventEntry =
  | readonly [id: string, type: string, data: JsonValue, metadata: JsonObject]
  | readonly [
      ...[id: string, type: string, data: JsonValue, metadata: JsonObject],
      ...[streamId: string, streamVersion: number, recordedAt: number, commandId?: string],
    ]

/**
 * Returns the entry as JSON.
 *
 * @param before the event before it in the record; `undefined`: it is the first
 */
export function entryText(event: StoredEvent, before?: Place): string {
  const content = `[${JSON.stringify(event.id)},${JSON.stringify(event.type)},${event.data},${event.metadata}`
  if (before && follows(event, before)) return `${content}]`
  const { streamId, streamVersion, recordedAt, commandId } = event
  const command = commandId === undefined ? '' : `,${JSON.stringify(commandId)}`
  return `${content},${JSON.stringify(streamId)},${streamVersion},${recordedAt}${command}]`
}

function follows(place: Place, before: Place): boolean {
  return (
    place.streamId === before.streamId &&
    place.streamVersion === before.streamVersion + 1 &&
    place.recordedAt === before.recordedAt &&
    place.commandId === before.commandId
  )
}

/**
 * Decodes entries.
 *
 * @param position position of the first event
 * @throws TypeError the value does not have the form of entries
 */
export function eventsOfEntries<E extends DomainEvent>(
  entries: readonly EventEntry[],
  position: number,
): RecordedEvent<E>[] {
  let place: Place | undefined
  return entries.map((entry, index) => {
    place = placeOf(entry, position + index, place)
    const [id, type, data, metadata] = entry
    // Unchecked: the caller's type parameter is trusted.
    return { id, ...place, type, data, metadata } as RecordedEvent<DomainEvent> as RecordedEvent<E>
  })
}

function placeOf(entry: EventEntry, globalPosition: number, before: Place | undefined): Place {
  if (entry.length === 4) {
    if (before === undefined) throw new TypeError('The first entry has no stream, version and time')
    return { ...before, streamVersion: before.streamVersion + 1, globalPosition }
  }
  const [, , , , streamId, streamVersion, recordedAt, commandId] = entry
  const place = { streamId, streamVersion, globalPosition, recordedAt }
  return commandId === undefined ? place : { ...place, commandId }
}
