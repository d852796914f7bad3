import type { EncodedEvent } from './encoded-event.ts'
import { entryText, type Place } from './event-entry.ts'
import { isLatin, largestRecord, type PackedEvents, withChecksum } from './packed-events.ts'
import { shortRandomId } from './random-id.ts'

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
  readonly event: EncodedEvent
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
  let places: Place[] = []
  let texts: string[] = []
  let size = brackets
  let isLatin1 = true
  const pack = (): void => {
    records.push(packRecord(places, texts, commandBefore))
    commandBefore = places.at(-1)?.commandId
    places = []
    texts = []
    size = brackets
    isLatin1 = true
  }
  for (const { event, place } of placed) {
    let text = entryText(event, place, places.at(-1))
    const bytes = (size + lengthOf(text, place)) * (isLatin1 && isLatin(text) ? 1 : 2)
    if (places.length > 0 && bytes > largestRecord) {
      pack()
      text = entryText(event, place)
    }
    places.push(place)
    texts.push(text)
    size += lengthOf(text, place) + comma
    isLatin1 &&= isLatin(text)
  }
  if (places.length > 0) pack()
  return records
}

// A stream's id and a command's stand in the record once more, beside the events.
function lengthOf(text: string, { streamId, commandId = '' }: Place): number {
  return text.length + streamId.length + commandId.length
}

function packRecord(
  places: readonly Place[],
  texts: readonly string[],
  commandBefore: string | undefined,
): CommitRecord {
  return withChecksum({
    position: places[0]?.globalPosition ?? 0,
    count: places.length,
    id: shortRandomId(),
    events: `[${texts.join()}]`,
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
