import { endOfTime } from '../events/argument-checks.ts'
import type { JsonValue, NewEvent } from '../events/domain-event.ts'
import { encodeEvent, type StoredEvent } from '../events/stored-event.ts'
import { nothing } from '../values/plain-objects.ts'
import { findParseLoss, isNestedTooDeeply } from './json-text-checks.ts'
import type { Line } from './read-lines.ts'

const fields = [
  'id',
  'streamId',
  'streamVersion',
  'globalPosition',
  'recordedAt',
  'commandId',
  'type',
  'data',
  'metadata',
]

/** An event to import, and the line that an export would write for it. */
export type ImportedEvent = { readonly event: StoredEvent; readonly line: string }

/** Checks that the lines of an import are consecutive events of one log. */
export class ImportSequence {
  readonly #heads = new Map<string, number>()
  readonly #commands = new Set<string>()
  #position = 0
  #recordedAt = 0
  #commandId: string | undefined

  /** Position of the last checked line. */
  get position(): number {
    return this.#position
  }

  /** Command id of the last checked line. */
  get commandId(): string | undefined {
    return this.#commandId
  }

  /** Checks the next line and returns its event. @throws an error whose message describes the problem of the line */
  take({ text }: Line): ImportedEvent {
    const event = parse(text)
    const { id, streamId, streamVersion, globalPosition, recordedAt, commandId, type, data, metadata } = event
    const unknown = Object.keys(event).find((field) => !fields.includes(field))
    if (unknown !== undefined) throw new Error(`the event has the unknown field ${JSON.stringify(unknown)}`)
    if (typeof streamId !== 'string' || streamId === '') throw new Error('streamId must be a non-empty string')
    if (!isTime(recordedAt)) throw new Error('recordedAt must be a number of milliseconds since 1970')
    if (globalPosition !== this.#position + 1) {
      throw new Error(`expected globalPosition ${this.#position + 1}, found ${formatted(globalPosition)}`)
    }
    const version = (this.#heads.get(streamId) ?? 0) + 1
    if (streamVersion !== version) {
      throw new Error(
        `expected streamVersion ${version} of stream ${formatted(streamId)}, found ${formatted(streamVersion)}`,
      )
    }
    if (recordedAt < this.#recordedAt) throw new Error('recordedAt is lower than in the previous line')
    this.#takeCommand(commandId)

    this.#position = globalPosition
    this.#recordedAt = recordedAt
    this.#heads.set(streamId, version)
    // Unchecked so far: `encodeEvent` throws if the value is not an event.
    const encoded = encodeEvent({ id, type, data, metadata } as NewEvent, () => '')
    const place = { streamId, streamVersion: version, globalPosition, recordedAt, commandId: this.#commandId }
    const stored = { ...place, ...encoded }
    const line = exportedLine(stored)
    // If the line equals the exported line, parsing lost nothing.
    const loss = text === line ? undefined : findParseLoss(text)
    if (loss !== undefined) throw new Error(loss)
    return { event: stored, line }
  }

  #takeCommand(commandId: JsonValue | undefined): void {
    if (commandId !== undefined && (typeof commandId !== 'string' || commandId === '')) {
      throw new Error('commandId must be a non-empty string')
    }
    if (commandId !== undefined && commandId !== this.#commandId && this.#commands.has(commandId)) {
      throw new Error(`command ${formatted(commandId)} was already recorded by an earlier line`)
    }
    if (commandId !== undefined) this.#commands.add(commandId)
    this.#commandId = commandId
  }
}

function exportedLine(event: StoredEvent): string {
  const { id, streamId, streamVersion, globalPosition, recordedAt, commandId, type, data, metadata } = event
  const command = commandId === undefined ? '' : `,"commandId":${JSON.stringify(commandId)}`
  return (
    `{"id":${JSON.stringify(id)},"streamId":${JSON.stringify(streamId)},"streamVersion":${streamVersion},` +
    `"globalPosition":${globalPosition},"recordedAt":${recordedAt}${command},"type":${JSON.stringify(type)},"data":${data},"metadata":${metadata}}`
  )
}

function isTime(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value <= endOfTime
}

/** Returns a likely cause for a line that is not JSON. Most editors hide NUL characters, byte-order marks and line ends. */
function reasonOf(text: string): string {
  if (text.includes('\0')) return ': it contains NUL characters, as UTF-16 text does; save the file as UTF-8'
  if (text.startsWith('\ufeff')) return ': a byte-order mark is allowed only at the start of the file'
  if (/\r[ \t]*\{/.test(text)) return ': lines must end with \\n or \\r\\n, but this one ends with \\r'
  return ', perhaps because the file was cut off'
}

type Fields = { readonly [field: string]: JsonValue | undefined }

function parse(text: string): Fields {
  // `JSON.parse` takes memory for each level. A few million levels would crash the page.
  if (isNestedTooDeeply(text)) throw new Error('the line is nested too deeply')
  let value: JsonValue
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Error(`the line is not JSON${reasonOf(text)}`, { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('the line is not a JSON object')
  // A JSON object has only JSON fields. The copy has no prototype, so inherited fields do not count.
  return Object.assign<Fields, object>(Object.create(nothing), value)
}

function formatted(value: JsonValue | undefined): string {
  if (value === undefined) return 'none'
  return typeof value === 'object' && value !== null ? 'an object or array' : JSON.stringify(value)
}
