import type { DomainEvent, JsonObject, JsonValue, RecordedEvent } from './domain-event.ts'
import type { EncodedEvent } from './encoded-event.ts'

/** Where a commit puts an event. */
export type Place = {
  readonly streamId: string
  readonly streamVersion: number
  readonly globalPosition: number
  readonly recordedAt: number
  readonly commandId?: string | undefined
}

/**
 * An event as it stands in a record. Its position is that of the record and its own place in it. The rest of its place is left
 * out where it follows from the event in front of it: the next version of the same stream, recorded at the same time by the same
 * command, or by none. Most of an event's text would be such places, and the names of fields.
 */
export type EventEntry =
  | readonly [id: string, type: string, data: JsonValue, metadata: JsonObject]
  | readonly [
      ...[id: string, type: string, data: JsonValue, metadata: JsonObject],
      ...[streamId: string, streamVersion: number, recordedAt: number, commandId?: string],
    ]

/**
 * The entry as JSON.
 *
 * @param before the place of the event in front of it in the record, if there is one
 */
export function entryText({ id, type, data, metadata }: EncodedEvent, place: Place, before?: Place): string {
  const content = `[${id},${type},${data},${metadata}`
  if (before && follows(place, before)) return `${content}]`
  const { streamId, streamVersion, recordedAt, commandId } = place
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
 * The events of which these are the entries.
 *
 * @param position that of the first of them
 * @throws TypeError they are no entries
 */
export function eventsOfEntries<E extends DomainEvent>(
  entries: readonly EventEntry[],
  position: number,
): RecordedEvent<E>[] {
  let place: Place | undefined
  return entries.map((entry, index) => {
    place = placeOf(entry, position + index, place)
    const [id, type, data, metadata] = entry
    // That the events of an application's log are its own is its word.
    return { id, ...place, type, data, metadata } as RecordedEvent<DomainEvent> as RecordedEvent<E>
  })
}

function placeOf(entry: EventEntry, globalPosition: number, before: Place | undefined): Place {
  if (entry.length === 4) {
    if (before === undefined) throw new TypeError('The first entry does not say where its event stands')
    return { ...before, streamVersion: before.streamVersion + 1, globalPosition }
  }
  const [, , , , streamId, streamVersion, recordedAt, commandId] = entry
  const place = { streamId, streamVersion, globalPosition, recordedAt }
  return commandId === undefined ? place : { ...place, commandId }
}
