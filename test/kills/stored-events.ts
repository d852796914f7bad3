import type { RecordedEvent } from 'rewindable'
import { decodeRecord } from '../decode-record.ts'
import type { Deposit } from './planned-append.ts'
import type { RawLog, RawRecord } from './testimony.ts'
import type { Violation } from './violation.ts'

export type StoredEvent = RecordedEvent<Deposit>

/** The events in the records, in the order of the log, and whatever is wrong with the log by itself. */
export function storedEvents(raw: RawLog): { events: StoredEvent[]; violations: Violation[] } {
  if (raw === 'gone') return { events: [], violations: [{ kind: 'gone', what: 'the database' }] }
  const events: StoredEvent[] = []
  const violations: Violation[] = []
  const gap = (what: string): unknown => violations.push({ kind: 'gap', what })
  const versions = new Map<string, number>()
  let position = 0
  for (const record of raw) {
    const found = eventsIn(record)
    if (record.position !== position + 1 || record.count !== found.length) {
      gap(`a record of ${record.count} at ${record.position}, behind ${position}, holds ${found.length} events`)
    }
    const streams = new Map<string, number>()
    for (const event of found) {
      const { streamId, streamVersion, globalPosition } = event
      const version = versions.get(streamId) ?? 0
      if (globalPosition !== position + 1) gap(`position ${globalPosition} comes behind ${position}`)
      if (streamVersion !== version + 1) gap(`version ${streamVersion} of ${streamId} comes behind ${version}`)
      events.push(event)
      streams.set(streamId, streamVersion)
      // As it says of itself: one gap is to be reported once.
      versions.set(streamId, streamVersion)
      position = globalPosition
    }
    if (JSON.stringify(record.streams) !== JSON.stringify([...streams])) {
      gap(`the record at ${record.position} says ${JSON.stringify(record.streams)} of ${JSON.stringify([...streams])}`)
    }
  }
  return { events, violations }
}

/** None if the text is not whole. */
function eventsIn(record: RawRecord): StoredEvent[] {
  try {
    return decodeRecord(record) as StoredEvent[]
  } catch {
    return []
  }
}
