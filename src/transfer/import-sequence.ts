import { endOfTime } from '../log/argument-checks.ts'
import type { PlacedEvent } from '../log/commit-record.ts'
import type { JsonValue, NewEvent } from '../log/domain-event.ts'
import { type EncodedEvent, encodeEvent } from '../log/encoded-event.ts'
import type { Place } from '../log/event-entry.ts'
import { nothing } from '../log/own-fields.ts'
import type { Line } from './lines.ts'
import { isNestedDeep } from './nesting.ts'
import { whatParsingDrops } from './what-parsing-drops.ts'

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

/** An event on its way into the log, and the line that the export would write for it. */
export type ImportedEvent = PlacedEvent & { readonly line: string }

/** Checks that the lines of an import follow each other as the events of one log do. */
export class ImportSequence {
  readonly #heads = new Map<string, number>()
  readonly #commands = new Set<string>()
  #position = 0
  #recordedAt = 0
  #commandId: string | undefined

  /** Position of the last line taken. */
  get position(): number {
    return this.#position
  }

  /** The command of the last line taken. */
  get commandId(): string | undefined {
    return this.#commandId
  }

  /** @throws an error that says what is wrong with the line */
  take({ text }: Line): ImportedEvent {
    const event = parse(text)
    const { id, streamId, streamVersion, globalPosition, recordedAt, commandId, type, data, metadata } = event
    const unknown = Object.keys(event).find((field) => !fields.includes(field))
    if (unknown !== undefined) throw new Error(`an event has no field ${JSON.stringify(unknown)}`)
    if (typeof streamId !== 'string' || streamId === '') throw new Error('streamId must be a non-empty string')
    if (!isTime(recordedAt)) throw new Error('recordedAt must be milliseconds since 1970')
    if (globalPosition !== this.#position + 1) {
      throw new Error(`expected globalPosition ${this.#position + 1}, found ${shown(globalPosition)}`)
    }
    const version = (this.#heads.get(streamId) ?? 0) + 1
    if (streamVersion !== version) {
      throw new Error(`expected streamVersion ${version} of stream ${shown(streamId)}, found ${shown(streamVersion)}`)
    }
    if (recordedAt < this.#recordedAt) throw new Error('recordedAt goes back')
    this.#takeCommand(commandId)

    this.#position = globalPosition
    this.#recordedAt = recordedAt
    this.#heads.set(streamId, version)
    // Whether it is an event is what encoding it finds out.
    const encoded = encodeEvent({ id, type, data, metadata } as NewEvent, () => '')
    const place = { streamId, streamVersion: version, globalPosition, recordedAt, commandId: this.#commandId }
    const line = exportedLine(encoded, place)
    // A line that is written as the export writes it holds nothing that parsing could drop.
    const dropped = text === line ? undefined : whatParsingDrops(text)
    if (dropped !== undefined) throw new Error(dropped)
    return { place, event: encoded, line }
  }

  #takeCommand(commandId: JsonValue | undefined): void {
    if (commandId !== undefined && (typeof commandId !== 'string' || commandId === '')) {
      throw new Error('commandId must be a non-empty string')
    }
    if (commandId !== undefined && commandId !== this.#commandId && this.#commands.has(commandId)) {
      throw new Error(`command ${shown(commandId)} was already recorded by an earlier line`)
    }
    if (commandId !== undefined) this.#commands.add(commandId)
    this.#commandId = commandId
  }
}

function exportedLine({ id, type, data, metadata }: EncodedEvent, place: Place): string {
  const { streamId, streamVersion, globalPosition, recordedAt, commandId } = place
  const command = commandId === undefined ? '' : `,"commandId":${JSON.stringify(commandId)}`
  return (
    `{"id":${id},"streamId":${JSON.stringify(streamId)},"streamVersion":${streamVersion},` +
    `"globalPosition":${globalPosition},"recordedAt":${recordedAt}${command},"type":${type},"data":${data},"metadata":${metadata}}`
  )
}

function isTime(value: JsonValue | undefined): value is number {
  return typeof value === 'number' && value >= 0 && value <= endOfTime
}

/** Why a line may not be JSON, for a person who has no editor that shows it. */
function reasonOf(text: string): string {
  if (text.includes('\0')) return ': it contains NUL characters, as UTF-16 text does; save the file as UTF-8'
  if (text.startsWith('\ufeff')) return ': a byte-order mark may stand only at the start of the file'
  if (/\r[ \t]*\{/.test(text)) return ': lines must end in \\n or \\r\\n, and here one ends in \\r alone'
  return ', perhaps because the file was cut off'
}

type Fields = { readonly [field: string]: JsonValue | undefined }

function parse(text: string): Fields {
  // Parsing takes memory for each level: a few million of them end the page before anything could be refused.
  if (isNestedDeep(text)) throw new Error('it is nested too deep')
  let value: JsonValue
  try {
    value = JSON.parse(text)
  } catch (cause) {
    throw new Error(`it is not JSON${reasonOf(text)}`, { cause })
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new Error('it is not an event')
  // JSON that is neither a list nor a plain value has only fields that are JSON; what somebody put on all objects is no field.
  return Object.assign<Fields, object>(Object.create(nothing), value)
}

function shown(value: JsonValue | undefined): string {
  if (value === undefined) return 'none'
  return typeof value === 'object' && value !== null ? 'no plain value' : JSON.stringify(value)
}
