import type { DomainEvent, JsonObject, JsonValue, NewEvent, RecordedEvent } from './domain-event.ts'
import { InvalidEvent } from './errors.ts'
import { jsonCopy, largestText, tooLarge } from './json-copy.ts'

/** An event as stored in a commit: a recorded event with `data` and `metadata` as JSON text. */
export type StoredEvent = {
  readonly id: string
  readonly streamId: string
  readonly streamVersion: number
  readonly globalPosition: number
  readonly recordedAt: number
  readonly commandId?: string | undefined
  readonly type: string
  /** JSON text. */
  readonly data: string
  /** JSON text of an object. */
  readonly metadata: string
}

/** The part of a stored event that does not depend on its place in the log. */
export type EncodedEvent = Pick<StoredEvent, 'id' | 'type' | 'data' | 'metadata'>

/** The length of the field names in a line of a file. */
const names = '{"type":,"data":,"metadata":}'.length

/**
 * Checks an event and encodes it as JSON text, so that later changes to the object have no effect.
 *
 * @param newId returns the id for an event without one
 * @throws {@link InvalidEvent} the input is not an event or not plain JSON, or its text is too large
 */
export function encodeEvent(input: NewEvent, newId: () => string): EncodedEvent {
  const { id = newId(), type, data, metadata = {} } = fieldsOf(input)
  if (!isName(id)) throw new InvalidEvent({ path: 'id', ...nameless })
  if (!isName(type)) throw new InvalidEvent({ path: 'type', ...nameless })
  if (!isObject(metadata)) throw new InvalidEvent({ path: 'metadata', problem: 'expected an object' })
  const copy = jsonCopy({ data, metadata })
  const encoded = { id, type, data: JSON.stringify(copy.data), metadata: JSON.stringify(copy.metadata) }
  const size = names + encoded.data.length + encoded.metadata.length
  // Encoding the type costs time. This check needs no encoding if the event fits with the longest possible text for its type.
  if (size + 6 * type.length + 2 > largestText && size + JSON.stringify(type).length > largestText) {
    throw new InvalidEvent({ path: 'event', ...tooLarge })
  }
  return encoded
}

/** Encodes a recorded event. @throws {@link InvalidEvent} as {@link encodeEvent} */
export function storedEvent(event: RecordedEvent): StoredEvent {
  const { id, type, data, metadata, ...place } = event
  return { ...place, ...encodeEvent({ id, type, data, metadata }, () => id) }
}

/** Decodes stored events. @throws a `SyntaxError` if the text is not JSON */
export function decodeEvents<E extends DomainEvent>(stored: readonly StoredEvent[]): RecordedEvent<E>[] {
  // One parser call for all events takes a fraction of the time of one call per event.
  const contents: JsonValue[] = JSON.parse(`[${stored.map(({ data, metadata }) => `${data},${metadata}`).join()}]`)
  return stored.map((event, index) => {
    const { id, streamId, streamVersion, globalPosition, recordedAt, commandId, type } = event
    const data = contents[2 * index]
    const metadata = contents[2 * index + 1] as JsonObject
    // Uses literals without a spread, because engines create these literals several times as fast.
    const decoded =
      commandId === undefined
        ? { id, streamId, streamVersion, globalPosition, recordedAt, type, data, metadata }
        : { id, streamId, streamVersion, globalPosition, recordedAt, commandId, type, data, metadata }
    // Unchecked: the caller's type parameter is trusted.
    return decoded as RecordedEvent<DomainEvent> as RecordedEvent<E>
  })
}

type Fields = { id?: unknown; type?: unknown; data?: unknown; metadata?: unknown }

/** Copies an event's own fields. Reads each field exactly one time, because a getter may return another value the next time. */
function fieldsOf(event: unknown): Fields {
  const fields: Fields = { id: undefined, type: undefined, data: undefined, metadata: undefined }
  try {
    if (!isObject(event)) throw new InvalidEvent({ path: 'event', problem: 'expected an object' })
    for (const path of Object.keys(event)) {
      if (!(path === 'id' || path === 'type' || path === 'data' || path === 'metadata')) {
        throw new InvalidEvent({ path, problem: 'an event has no such field', remedy: 'Put it into data or metadata' })
      }
      fields[path] = event[path]
    }
  } catch (cause) {
    if (cause instanceof InvalidEvent) throw cause
    throw Object.assign(new InvalidEvent({ path: 'event', problem: 'it cannot be read' }), { cause })
  }
  return fields
}

const nameless = { problem: 'expected a non-empty string', remedy: 'Name it' }

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isObject(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
