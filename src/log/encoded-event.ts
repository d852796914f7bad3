import type { NewEvent } from './domain-event.ts'
import { InvalidEvent } from './errors.ts'
import { jsonCopy, largestText, tooLarge } from './json-copy.ts'

/** An event checked and turned into text when it was appended, so that later changes to the object do not matter. */
export type EncodedEvent = {
  readonly id: string
  /** The JSON of type, data and metadata, without the opening brace. */
  readonly text: string
}

/** Where a commit puts an event. */
export type Place = {
  readonly streamId: string
  readonly streamVersion: number
  readonly globalPosition: number
  readonly recordedAt: number
  readonly commandId?: string | undefined
}

/** @throws {@link InvalidEvent} it is not an event, or not plain JSON */
export function encodeEvent(input: NewEvent, newId: () => string): EncodedEvent {
  const { id = newId(), type, data, metadata = {} } = fieldsOf(input)
  if (!isName(id)) throw new InvalidEvent({ path: 'id', ...nameless })
  if (!isName(type)) throw new InvalidEvent({ path: 'type', ...nameless })
  if (!isObject(metadata)) throw new InvalidEvent({ path: 'metadata', problem: 'expected an object' })
  const text = JSON.stringify(jsonCopy({ type, data, metadata }))
  if (text.length > largestText) throw new InvalidEvent({ path: 'event', ...tooLarge })
  return { id, text: text.slice(1) }
}

/**
 * The recorded event as JSON. Its place is only known when it is committed, so it is put in front then.
 *
 * @param stream the stream's id as JSON, for those who have many events of one
 */
export function recordedText(
  { id, text }: EncodedEvent,
  place: Place,
  stream: string = JSON.stringify(place.streamId),
): string {
  const { streamVersion, globalPosition, recordedAt, commandId } = place
  const command = commandId === undefined ? '' : `,"commandId":${JSON.stringify(commandId)}`
  return (
    `{"id":${JSON.stringify(id)},"streamId":${stream},"streamVersion":${streamVersion},` +
    `"globalPosition":${globalPosition},"recordedAt":${recordedAt}${command},${text}`
  )
}

type Fields = { id?: unknown; type?: unknown; data?: unknown; metadata?: unknown }

/** An event's own fields, each read once. */
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
