import type { NewEvent } from './domain-event.ts'
import { InvalidEvent } from './errors.ts'
import { jsonCopy, largestText, tooLarge } from './json-copy.ts'
import { ownFields } from './own-fields.ts'

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
  const { id = newId(), type, data, metadata = {}, ...rest } = fieldsOf(input)
  for (const path of Object.keys(rest)) {
    throw new InvalidEvent({ path, problem: 'an event has no such field', remedy: 'Put it into data or metadata' })
  }
  if (!isName(id)) throw new InvalidEvent({ path: 'id', ...nameless })
  if (!isName(type)) throw new InvalidEvent({ path: 'type', ...nameless })
  if (!isObject(metadata)) throw new InvalidEvent({ path: 'metadata', problem: 'expected an object' })
  const text = JSON.stringify(jsonCopy({ type, data, metadata }))
  if (text.length > largestText) throw new InvalidEvent({ path: 'event', ...tooLarge })
  return { id, text: text.slice(1) }
}

/** The recorded event as JSON. Its place is only known when it is committed, so it is put in front then. */
export function recordedText({ id, text }: EncodedEvent, place: Place): string {
  const { streamId, streamVersion, globalPosition, recordedAt, commandId } = place
  const command = commandId === undefined ? '' : `,"commandId":${JSON.stringify(commandId)}`
  return (
    `{"id":${JSON.stringify(id)},"streamId":${JSON.stringify(streamId)},"streamVersion":${streamVersion},` +
    `"globalPosition":${globalPosition},"recordedAt":${recordedAt}${command},${text}`
  )
}

function fieldsOf(event: unknown): { readonly [field: string]: unknown } {
  try {
    if (isObject(event)) return ownFields(event)
  } catch (cause) {
    throw Object.assign(new InvalidEvent({ path: 'event', problem: 'it cannot be read' }), { cause })
  }
  throw new InvalidEvent({ path: 'event', problem: 'expected an object' })
}

const nameless = { problem: 'expected a non-empty string', remedy: 'Name it' }

function isName(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}

function isObject(value: unknown): value is { readonly [field: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
