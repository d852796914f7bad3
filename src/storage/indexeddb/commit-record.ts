import type { StoredEvent } from '../../events/stored-event.ts'
import { shortRandomId } from '../../values/random-id.ts'
import { entryText, type Place } from './event-entries.ts'
import { isLatin, largestRecord, type PackedEvents, withChecksum } from './packed-events.ts'

/**
 * One stored record: the events of one transaction, or as many of them as fit a record. After a lost connection, its `id` tells whether
 * this record was stored.
 */
export type CommitRecord = PackedEvents & {
  /** When the last of its events was recorded. */
  readonly recordedAt: number
  /** Each stream it holds events of, with that stream's version after this record. */
  readonly streams: readonly (readonly [streamId: string, lastVersion: number])[]
  /** The commands whose events begin in this record. */
  readonly commandIds?: readonly string[]
}

const brackets = '[]'.length
const comma = ','.length

/**
 * Packs events, which follow each other in the log, into records that stay small. An event larger than that has its own record.
 *
 * @param commandBefore the command of the event before the first one
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

// The ids of streams and commands are stored in the record once more, beside the events.
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
  // A command is listed where its events begin; listed twice, it would collide with itself in the unique index.
  if (commandBefore !== undefined) commandIds.delete(commandBefore)
  return {
    recordedAt: places.at(-1)?.recordedAt ?? 0,
    streams: [...streams],
    ...(commandIds.size > 0 ? { commandIds: [...commandIds] } : {}),
  }
}
