import { unpackRecord } from './commit-record.ts'
import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import { LogCorrupted } from './errors.ts'
import type { ReadStreamOptions, StreamRead } from './event-store.ts'
import type { LogStorage, ReadRange } from './log-storage.ts'

const recordsAPage = 64

/** Reads what was asked of a stream as it is at one moment: events appended while it reads are left out. */
export async function readStream<E extends DomainEvent>(
  storage: LogStorage,
  streamId: string,
  options: ReadStreamOptions,
): Promise<StreamRead<E>> {
  const { fromVersion: from = 1, toVersion = Infinity, limit = Infinity, direction = 'forward' } = options
  let rest: ReadRange = { from, to: toVersion, direction }
  if (direction === 'forward') rest = { ...rest, to: Math.min(toVersion, from + limit - 1) }
  const read = { ...rest, maxRecords: Math.min(recordsAPage, limit) }
  const first = await storage.readStream(streamId, read)
  const { version } = first
  rest = { ...rest, to: Math.min(rest.to, version) }
  if (direction === 'backward') rest = { ...rest, from: Math.max(from, rest.to - limit + 1) }

  const events: RecordedEvent<E>[] = []
  let { records } = first
  while (rest.from <= rest.to) {
    for (const record of records) {
      const inRecord = unpackRecord<E>(record).filter(
        (event) => event.streamId === streamId && event.streamVersion >= rest.from && event.streamVersion <= rest.to,
      )
      if (direction === 'backward') inRecord.reverse()
      for (const event of inRecord) {
        const next = direction === 'forward' ? rest.from : rest.to
        if (event.streamVersion !== next) throw missing(record.position, streamId, next)
        rest = direction === 'forward' ? { ...rest, from: next + 1 } : { ...rest, to: next - 1 }
        events.push(event)
      }
    }
    if (rest.from > rest.to) break
    const { records: more } = await storage.readStream(streamId, { ...rest, maxRecords: recordsAPage })
    if (more.length === 0) throw missing(events.at(-1)?.globalPosition ?? 1, streamId, rest.from)
    records = more
  }
  return { streamId, exists: version > 0, version, events }
}

function missing(position: number, streamId: string, version: number): LogCorrupted {
  return new LogCorrupted({
    position,
    problem: `version ${version} of stream ${JSON.stringify(streamId)} is not there`,
  })
}
