import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { LogCorrupted } from '../events/errors.ts'
import { TimeSlice } from '../platform/yield-to-main-thread.ts'
import { firstBatch, nextBatch } from './batch-size.ts'
import type { ReadStreamOptions, StreamRead } from './event-store.ts'
import type { CompleteStorage } from './replaceable-storage.ts'
import { withinOneHistory } from './within-one-history.ts'

/**
 * Reads a stream, or a part of it, as of one moment: the result excludes events appended during the call. If the log is replaced during the
 * call, the function reads again.
 *
 * @throws {@link LogCorrupted} an event in the range is damaged or missing
 */
export async function readStream<E extends DomainEvent>(
  storage: CompleteStorage,
  streamId: string,
  options: ReadStreamOptions,
): Promise<StreamRead<E>> {
  const read = (): Promise<StreamRead<E>> => readOnce<E>(storage, streamId, options)
  const readTwice = (): Promise<StreamRead<E>> =>
    read().catch((error) => {
      // The storage may have returned a damaged copy, and may still have the original.
      if (error instanceof LogCorrupted) return read()
      throw error
    })
  return withinOneHistory(storage, readTwice)
}

async function readOnce<E extends DomainEvent>(
  storage: CompleteStorage,
  streamId: string,
  { fromVersion: from = 1, toVersion = Infinity, limit = Infinity, direction = 'forward' }: ReadStreamOptions,
): Promise<StreamRead<E>> {
  const step = direction === 'forward' ? 1 : -1
  let maxEvents = Math.min(firstBatch, limit, toVersion - from + 1)
  let { version, chunks } = await storage.readStream(streamId, { from, to: toVersion, direction, maxEvents })
  const to = Math.min(toVersion, version)
  const events: RecordedEvent<E>[] = []
  let next = step > 0 ? from : to
  let left = Math.min(limit, to - from + 1)
  const stream = `stream ${JSON.stringify(streamId)}`
  let isFirst = true
  do {
    const slice = new TimeSlice()
    const start = next
    for (const chunk of chunks) {
      // Chunks outside the requested range are not validated. If the range is empty, a correct storage returns no chunk.
      if (left <= 0 && version >= from) break
      if (slice.isOver) await slice.renew()
      const found = chunk.decode<E>()
      for (const event of step > 0 ? found : found.reverse()) {
        // A chunk may hold events of other streams, and more events of this stream than requested.
        if (event.streamId !== streamId) continue
        const { streamVersion, globalPosition: position } = event
        // The first batch and the version are of the same moment, so no event can have a greater version.
        if (isFirst && streamVersion > version) {
          throw new LogCorrupted({ position, problem: `${stream} ends before this event, at version ${version}` })
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
      maxEvents = Math.min(nextBatch(maxEvents, chunks, chunks.length), left)
      chunks = (await storage.readStream(streamId, { ...rest, direction, maxEvents })).chunks
    }
  } while (left > 0)
  return { streamId, exists: version > 0, version, events }
}
