import { encodeEntries } from '../decode-record.ts'
import { eventsOf, type PlannedAppend } from './planned-append.ts'
import type { Acknowledged, RawRecord } from './report.ts'
import type { StoredEvent } from './stored-events.ts'

export function acknowledged(commandId: string, ...places: [string, number, number][]): Acknowledged {
  return {
    commandId,
    duplicate: false,
    places: places.map(([streamId, streamVersion, globalPosition]) => ({ streamId, streamVersion, globalPosition })),
  }
}

type Unplaced = Omit<StoredEvent, 'globalPosition' | 'streamVersion'>

/** Returns a log that stores each append in its own record. */
export function logOf(...appends: PlannedAppend[]): RawRecord[] {
  const events = numbered(appends.flatMap((planned) => placed(eventsOf(planned), planned.commandId)))
  let end = 0
  return appends.map((planned) => {
    const start = end
    end += eventsOf(planned).length
    return recordOf(events.slice(start, end))
  })
}

export function placed(events: ReturnType<typeof eventsOf>, commandId: string): Unplaced[] {
  return events.map(({ streamId, event }) => ({ ...event, id: '', streamId, recordedAt: 0, metadata: {}, commandId }))
}

export function numbered(events: readonly Unplaced[]): StoredEvent[] {
  const versions = new Map<string, number>()
  return events.map((event, index) => {
    const streamVersion = (versions.get(event.streamId) ?? 0) + 1
    versions.set(event.streamId, streamVersion)
    return { ...event, globalPosition: index + 1, streamVersion }
  })
}

export function recordOf(events: readonly StoredEvent[]): RawRecord {
  const streams = new Map(events.map(({ streamId, streamVersion }) => [streamId, streamVersion]))
  const position = events[0]?.globalPosition ?? 0
  return { position, count: events.length, streams: [...streams], events: encodeEntries(events) }
}
