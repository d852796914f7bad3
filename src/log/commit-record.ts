import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import type { Place } from './encoded-event.ts'
import { LogCorrupted } from './errors.ts'
import type { Direction } from './event-store.ts'
import { randomId } from './random-id.ts'

/** One stored record: the events that one transaction wrote, or as many of them as fit a record. */
export type CommitRecord = {
  /** Position of the record's first event, and its key. */
  readonly position: number
  /** How many events it holds. */
  readonly count: number
  /** Random: tells, after a lost connection, whether this very record was stored. */
  readonly id: string
  /** When the last of its events was recorded. */
  readonly recordedAt: number
  /** Each stream it holds events of, with that stream's version after this record. */
  readonly streams: readonly (readonly [streamId: string, lastVersion: number])[]
  /** The commands whose events begin in this record. */
  readonly commandIds?: readonly string[]
  /** The recorded events as one JSON array. */
  readonly events: string
}

/** A recorded event on its way into a record. */
export type PlacedEvent = {
  readonly place: Place
  /** The recorded event as JSON. */
  readonly text: string
}

// Chromium moves values of 64 KiB and more into files of their own, which costs a file and a round trip each.
const largestRecord = 48 * 1024
const brackets = '[]'.length
const comma = ','.length

/**
 * Packs events, which follow each other in the log, into records that stay small; an event larger than that has its own.
 *
 * @param commandBefore the command of the event before the first one
 */
export function packRecords(placed: readonly PlacedEvent[], commandBefore?: string): CommitRecord[] {
  const records: CommitRecord[] = []
  let start = 0
  let size = brackets
  let isLatin1 = true
  const pack = (end: number): void => {
    records.push(packRecord(placed.slice(start, end), commandBefore))
    commandBefore = placed[end - 1]?.place.commandId
    start = end
    size = brackets
    isLatin1 = true
  }
  placed.forEach(({ text, place }, index) => {
    const isPlain = /^[\0-\xff]*$/.test(text)
    // A stream's id and a command's stand in the record once more, beside the events.
    const length = text.length + place.streamId.length + (place.commandId?.length ?? 0)
    // Engines store a text in one byte a character while all of it is Latin-1, else in two.
    const bytes = (size + length) * (isLatin1 && isPlain ? 1 : 2)
    if (index > start && bytes > largestRecord) pack(index)
    size += length + comma
    isLatin1 &&= isPlain
  })
  if (placed.length > start) pack(placed.length)
  return records
}

/** Position of a record's last event. */
export function endOf(record: CommitRecord): number {
  return record.position + record.count - 1
}

/**
 * The events of a record.
 *
 * @throws {@link LogCorrupted} the record cannot be read or does not hold what it says
 */
export function eventsOf<E extends DomainEvent>(
  record: CommitRecord,
  direction: Direction = 'forward',
): RecordedEvent<E>[] {
  const { position, count } = record
  let events: unknown
  let cause: unknown
  try {
    events = JSON.parse(record.events)
  } catch (error) {
    cause = error
  }
  if (!Array.isArray(events) || events.length !== count || events[0]?.globalPosition !== position) {
    throw new LogCorrupted({ position, problem: 'its commit does not hold the events it should' }, { cause })
  }
  return direction === 'forward' ? events : events.reverse()
}

function packRecord(placed: readonly PlacedEvent[], commandBefore: string | undefined): CommitRecord {
  const streams = new Map<string, number>()
  const commandIds = new Set<string>()
  for (const { place } of placed) {
    streams.set(place.streamId, place.streamVersion)
    if (place.commandId !== undefined) commandIds.add(place.commandId)
  }
  // A command is listed where its events begin; listed twice, it would collide with itself in the unique index.
  if (commandBefore !== undefined) commandIds.delete(commandBefore)
  return {
    position: placed[0]?.place.globalPosition ?? 0,
    count: placed.length,
    id: randomId(),
    recordedAt: placed.at(-1)?.place.recordedAt ?? 0,
    streams: [...streams],
    ...(commandIds.size > 0 ? { commandIds: [...commandIds] } : {}),
    events: `[${placed.map(({ text }) => text).join()}]`,
  }
}
