import { Breath, breathe } from './breathe.ts'
import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import { LogCorrupted } from './errors.ts'
import type { ReadStreamOptions, StreamRead } from './event-store.ts'
import type { LogStorage } from './log-storage.ts'
import { ofOneHistory } from './one-history.ts'
import { eventsOf } from './packed-events.ts'
import { firstPage, nextPage } from './page-size.ts'

/**
 * Reads what was asked of a stream as it is at one moment: events appended while it reads are left out. When the log is replaced
 * in the meantime, it reads again.
 */
export async function readStream<E extends DomainEvent>(
  storage: LogStorage,
  streamId: string,
  options: ReadStreamOptions,
): Promise<StreamRead<E>> {
  return ofOneHistory(storage, () => readOnce<E>(storage, streamId, options))
}

async function readOnce<E extends DomainEvent>(
  storage: LogStorage,
  streamId: string,
  { fromVersion: from = 1, toVersion = Infinity, limit = Infinity, direction = 'forward' }: ReadStreamOptions,
): Promise<StreamRead<E>> {
  const step = direction === 'forward' ? 1 : -1
  let maxRecords = Math.min(firstPage, limit, toVersion - from + 1)
  let { version, records } = await storage.readStream(streamId, { from, to: toVersion, direction, maxRecords })
  const to = Math.min(toVersion, version)
  const events: RecordedEvent<E>[] = []
  let next = step > 0 ? from : to
  let left = Math.min(limit, to - from + 1)
  const stream = `stream ${JSON.stringify(streamId)}`
  let isFirst = true
  do {
    const breath = new Breath()
    const start = next
    for (const record of records) {
      // What nobody wants may be damaged; but where there is nothing to want, there is no record either.
      if (left <= 0 && version >= from) break
      if (breath.isDue) await breath.take(breathe)
      for (const event of eventsOf<E>(record, direction)) {
        // A record may hold events of other streams too, and more of this one than was asked for.
        if (event.streamId !== streamId) continue
        const { streamVersion, globalPosition: position } = event
        // What was read at one moment with the version holds nothing behind it: a label of the record told it, beside the checksum.
        if (isFirst && streamVersion > version) {
          throw new LogCorrupted({ position, problem: `${stream} ends before it, at version ${version}` })
        }
        if (streamVersion !== next || left <= 0) continue
        events.push(event)
        next += step
        left -= 1
      }
    }
    isFirst = false
    if (left > 0 && next === start) {
      const position = (events.at(-1)?.globalPosition ?? 0) + 1
      throw new LogCorrupted({ position, problem: `version ${next} of ${stream} is missing` })
    }
    if (left > 0) {
      const rest = step > 0 ? { from: next, to } : { from, to: next }
      maxRecords = Math.min(nextPage(maxRecords, records, records.length), left)
      records = (await storage.readStream(streamId, { ...rest, direction, maxRecords })).records
    }
  } while (left > 0)
  return { streamId, exists: version > 0, version, events }
}
