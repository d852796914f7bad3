import type { NewEvent } from './domain-event.ts'
import { InvalidEvent } from './errors.ts'
import { assertJson } from './json-check.ts'

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
  if (!isObject(input)) throw new InvalidEvent({ path: 'event', problem: 'expected an object' })
  const { id = newId(), type, data, metadata = {}, ...rest } = input
  for (const path of Object.keys(rest)) {
    throw new InvalidEvent({ path, problem: 'an event has no such field', remedy: 'Put it into data or metadata' })
  }
  for (const [path, value] of Object.entries({ id, type })) {
    if (typeof value !== 'string' || value === '')
      throw new InvalidEvent({ path, problem: 'expected a non-empty string', remedy: 'Name it' })
  }
  if (!isObject(metadata)) throw new InvalidEvent({ path: 'metadata', problem: 'expected an object' })
  assertJson(data, 'data')
  assertJson(metadata, 'metadata')
  return { id, text: JSON.stringify({ type, data, metadata }).slice(1) }
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

function isObject(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
