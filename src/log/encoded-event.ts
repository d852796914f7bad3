import type { NewEvent } from './domain-event.ts'
import { InvalidEvent } from './errors.ts'
import { jsonCopy, largestText, tooLarge } from './json-copy.ts'

/**
 * An event checked and turned into text when it was appended, so that later changes to the object do not matter: each of its
 * fields as JSON.
 */
export type EncodedEvent = {
  readonly id: string
  readonly type: string
  readonly data: string
  readonly metadata: string
}

/** What the names of these fields take in a line of a file. */
const names = '{"type":,"data":,"metadata":}'.length

/** @throws {@link InvalidEvent} it is not an event, or not plain JSON */
export function encodeEvent(input: NewEvent, newId: () => string): EncodedEvent {
  const { id = newId(), type, data, metadata = {} } = fieldsOf(input)
  if (!isName(id)) throw new InvalidEvent({ path: 'id', ...nameless })
  if (!isName(type)) throw new InvalidEvent({ path: 'type', ...nameless })
  if (!isObject(metadata)) throw new InvalidEvent({ path: 'metadata', problem: 'expected an object' })
  const copy = jsonCopy({ data, metadata })
  const encoded = {
    id: JSON.stringify(id),
    type: JSON.stringify(type),
    data: JSON.stringify(copy.data),
    metadata: JSON.stringify(copy.metadata),
  }
  const size = names + encoded.type.length + encoded.data.length + encoded.metadata.length
  if (size > largestText) throw new InvalidEvent({ path: 'event', ...tooLarge })
  return encoded
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
