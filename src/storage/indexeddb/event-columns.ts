import type { DomainEvent, JsonEvent, JsonObject, JsonValue, RecordedEvent } from '../../events/domain-event.ts'
import { ownFields } from '../../values/plain-objects.ts'

/**
 * Adjacent events of the log or of a stream, by field. A value that many events share is stored one time. Columns have less text than entries. Parsing
 * columns takes half the time.
 */
export type EventColumns = {
  readonly ids: readonly string[]
  /** Missing: the events are adjacent in the log. */
  readonly positions?: readonly number[]
  readonly types: Shared
  readonly streams: Shared
  readonly versions: readonly number[]
  /** The time that is added to each of `times`, in milliseconds since the Unix epoch. */
  readonly since: number
  readonly times: readonly number[]
  readonly data: readonly JsonValue[]
  /** Missing: the metadata of all events is empty. */
  readonly metadata?: readonly JsonObject[]
  /** Missing: no event has a command id. */
  readonly commands?: Shared
}

/** A field with few different values. */
type Shared = {
  /** The different values, without duplicates. */
  readonly values: readonly string[]
  /** For each event, the index of its value; -1: none. */
  readonly of: readonly number[]
}

/**
 * Decodes columns.
 *
 * @param position position of the first event, if the events are adjacent in the log
 * @throws TypeError the value does not have the form of columns
 */
export function eventsOfColumns<E extends DomainEvent>(columns: EventColumns, position: number): RecordedEvent<E>[] {
  const { ids, positions, types, streams, versions, since, times, data, metadata, commands } = ownFields(columns)
  const optional = [positions ?? ids, metadata ?? ids, commands?.of ?? ids]
  for (const column of [types.of, streams.of, versions, times, data, ...optional]) {
    if (column.length !== ids.length) throw new TypeError('Columns of different lengths')
  }
  return ids.map((id, index) => {
    const streamId = valueAt(streams, index)
    const streamVersion = versions[index]
    const globalPosition = positions?.[index] ?? position + index
    const recordedAt = since + (times[index] ?? Number.NaN)
    const commandId = commands && valueAt(commands, index)
    const content = { type: valueAt(types, index), data: data[index], metadata: metadata?.[index] ?? {} }
    const event =
      commandId === undefined
        ? { id, streamId, streamVersion, globalPosition, recordedAt, ...content }
        : { id, streamId, streamVersion, globalPosition, recordedAt, commandId, ...content }
    // Unchecked: the caller's type parameter is trusted.
    return event as RecordedEvent<DomainEvent> as RecordedEvent<E>
  })
}

function valueAt({ values, of }: Shared, index: number): string | undefined {
  const place = of[index] ?? -1
  return place < 0 ? undefined : values[place]
}

/** Returns the columns of adjacent events of the log. */
export function columnsOf(events: readonly RecordedEvent<JsonEvent>[]): EventColumns {
  const since = startOf(events.map(({ recordedAt }) => recordedAt))
  const metadata = events.map(({ metadata }) => metadata)
  // Own properties only: code of the page may have added properties to Object.prototype.
  const commands = events.map((event) => (Object.hasOwn(event, 'commandId') ? event.commandId : undefined))
  return {
    ids: events.map(({ id }) => id),
    types: shared(events.map(({ type }) => type)),
    streams: shared(events.map(({ streamId }) => streamId)),
    versions: events.map(({ streamVersion }) => streamVersion),
    since,
    times: events.map(({ recordedAt }) => recordedAt - since),
    data: events.map(({ data }) => data),
    ...(metadata.some((object) => Object.keys(object).length > 0) ? { metadata } : {}),
    ...(commands.some((command) => command !== undefined) ? { commands: shared(commands) } : {}),
  }
}

/** Returns the first time, or 0 if the difference to the first time would round a fractional time. */
function startOf(times: readonly number[]): number {
  const [first = 0] = times
  return times.every((time) => first + (time - first) === time) ? first : 0
}

function shared(all: readonly (string | undefined)[]): Shared {
  const places = new Map<string, number>()
  const of = all.map((value) => {
    if (value === undefined) return -1
    const place = places.get(value) ?? places.size
    places.set(value, place)
    return place
  })
  return { values: [...places.keys()], of }
}
