import type { RecordedEvent } from 'rewindable'
import { decodeRecord } from '../decode-record.ts'
import type { Deposit } from './planned-append.ts'
import type { RawLog, RawRecord } from './report.ts'
import type { Violation } from './violation.ts'

export type StoredEvent = RecordedEvent<Deposit>

/** Returns the events of the records in log order, and all violations that are visible without the list of appends. */
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
      gap(`record at ${record.position} after ${position}: ${record.count} events declared, ${found.length} found`)
    }
    const streams = new Map<string, number>()
    for (const event of found) {
      const { streamId, streamVersion, globalPosition } = event
      const version = versions.get(streamId) ?? 0
      if (globalPosition !== position + 1) gap(`position ${globalPosition} follows ${position}`)
      if (streamVersion !== version + 1) gap(`version ${streamVersion} of ${streamId} follows ${version}`)
      events.push(event)
      streams.set(streamId, streamVersion)
      // Continuing from the stored version reports each gap only once.
      versions.set(streamId, streamVersion)
      position = globalPosition
    }
    if (JSON.stringify(record.streams) !== JSON.stringify([...streams])) {
      gap(
        `record at ${record.position}: ${JSON.stringify(record.streams)} declared, ${JSON.stringify([...streams])} found`,
      )
    }
  }
  return { events, violations }
}

/** Returns no events if the text of the record is incomplete. */
function eventsIn(record: RawRecord): StoredEvent[] {
  try {
    return decodeRecord(record) as StoredEvent[]
  } catch {
    return []
  }
}
