import type { StoredEvent } from '../../events/stored-event.ts'
import { shortRandomId } from '../../values/random-id.ts'
import { entryText, type Place } from './event-entries.ts'
import { isLatin, largestRecord, type PackedEvents, withChecksum } from './packed-events.ts'

/**
 * One stored record: the events of one transaction, or as many of them as fit into a record. After a lost connection, the `id` shows
 * whether this record was stored.
 */
export type CommitRecord = PackedEvents & {
  /** The recorded time of the last event, in milliseconds since the Unix epoch. */
  readonly recordedAt: number
  /** Each stream with events in the record, and the stream's version after this record. */
  readonly streams: readonly (readonly [streamId: string, lastVersion: number])[]
  /** The commands whose events begin in this record. */
  readonly commandIds?: readonly string[]
}

const brackets = '[]'.length
const comma = ','.length

/**
 * Packs adjacent events of the log into records of limited size. An event above the limit has its own record.
 *
 * @param commandBefore the command id of the event before the first event
 */
export function packRecords(events: readonly StoredEvent[], commandBefore?: string): CommitRecord[] {
  const records: CommitRecord[] = []
  let packed: StoredEvent[] = []
  let texts: string[] = []
  let size = brackets
  let isLatin1 = true
  const pack = (): void => {
    records.push(packRecord(packed, texts, commandBefore))
    commandBefore = packed.at(-1)?.commandId
    packed = []
    texts = []
    size = brackets
    isLatin1 = true
  }
  for (const event of events) {
    let text = entryText(event, packed.at(-1))
    const bytes = (size + lengthOf(text, event)) * (isLatin1 && isLatin(text) ? 1 : 2)
    if (packed.length > 0 && bytes > largestRecord) {
      pack()
      text = entryText(event)
    }
    packed.push(event)
    texts.push(text)
    size += lengthOf(text, event) + comma
    isLatin1 &&= isLatin(text)
  }
  if (packed.length > 0) pack()
  return records
}

// The record has the ids of streams and commands a second time, as labels for the indexes.
function lengthOf(text: string, { streamId, commandId = '' }: Place): number {
  return text.length + streamId.length + commandId.length
}

function packRecord(
  events: readonly StoredEvent[],
  texts: readonly string[],
  commandBefore: string | undefined,
): CommitRecord {
  return withChecksum({
    position: events[0]?.globalPosition ?? 0,
    count: events.length,
    id: shortRandomId(),
    events: `[${texts.join()}]`,
    ...labelsOf(events, commandBefore),
  })
}

/** Returns the fields by which the indexes find a record. */
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
  // The first record of a command lists the command. Later records do not, because the index of commands is unique.
  if (commandBefore !== undefined) commandIds.delete(commandBefore)
  return {
    recordedAt: places.at(-1)?.recordedAt ?? 0,
    streams: [...streams],
    ...(commandIds.size > 0 ? { commandIds: [...commandIds] } : {}),
  }
}
