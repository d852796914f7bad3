import type { Place } from './encoded-event.ts'
import { isLatin, largestRecord, type PackedEvents, withChecksum } from './packed-events.ts'
import { randomId } from './random-id.ts'

/**
 * One stored record: the events that one transaction wrote, or as many of them as fit a record. After a lost connection its
 * `id` tells whether this very record was stored.
 */
export type CommitRecord = PackedEvents & {
  /** When the last of its events was recorded. */
  readonly recordedAt: number
  /** Each stream it holds events of, with that stream's version after this record. */
  readonly streams: readonly (readonly [streamId: string, lastVersion: number])[]
  /** The commands whose events begin in this record. */
  readonly commandIds?: readonly string[]
}

/** A recorded event on its way into a record. */
export type PlacedEvent = {
  readonly place: Place
  /** The recorded event as JSON. */
  readonly text: string
}

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
    const isPlain = isLatin(text)
    // A stream's id and a command's stand in the record once more, beside the events.
    const length = text.length + place.streamId.length + (place.commandId?.length ?? 0)
    const bytes = (size + length) * (isLatin1 && isPlain ? 1 : 2)
    if (index > start && bytes > largestRecord) pack(index)
    size += length + comma
    isLatin1 &&= isPlain
  })
  if (placed.length > start) pack(placed.length)
  return records
}

function packRecord(placed: readonly PlacedEvent[], commandBefore: string | undefined): CommitRecord {
  const places = placed.map(({ place }) => place)
  return withChecksum({
    position: places[0]?.globalPosition ?? 0,
    count: placed.length,
    id: randomId(),
    events: `[${placed.map(({ text }) => text).join()}]`,
    ...labelsOf(places, commandBefore),
  })
}

/** What a record says of its events, besides their positions: how the indexes find it. */
export function labelsOf(
  places: readonly Place[],
  commandBefore: string | undefined,
): Pick<CommitRecord, 'recordedAt' | 'streams' | 'commandIds'> {
  const streams = new Map<string, number>()
  const commandIds = new Set<string>()
  for (const { streamId, streamVersion, commandId } of places) {
    streams.set(streamId, streamVersion)
    if (commandId !== undefined) commandIds.add(commandId)
  }
  // A command is listed where its events begin; listed twice, it would collide with itself in the unique index.
  if (commandBefore !== undefined) commandIds.delete(commandBefore)
  return {
    recordedAt: places.at(-1)?.recordedAt ?? 0,
    streams: [...streams],
    ...(commandIds.size > 0 ? { commandIds: [...commandIds] } : {}),
  }
}
