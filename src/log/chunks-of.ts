import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { decodeEvents, type StoredEvent } from '../events/stored-event.ts'
import type { Direction, EventChunk } from './log-storage.ts'

// Small enough that decoding one chunk does not delay a frame.
const eventsAChunk = 128
const textAChunk = 48 * 1024

/**
 * Cuts stored events into chunks, for an adapter that stores one event per row.
 *
 * @param events oldest first, without gaps in the log or in a stream
 * @param direction the order of the chunks, default `'forward'`; the events inside a chunk are always oldest first
 */
export function chunksOf(events: readonly StoredEvent[], direction: Direction = 'forward'): EventChunk[] {
  const chunks: EventChunk[] = []
  let start = 0
  let size = 0
  for (const [index, { data, metadata }] of events.entries()) {
    size += data.length + metadata.length
    const isLast = index === events.length - 1
    if (!isLast && index - start + 1 < eventsAChunk && size < textAChunk) continue
    chunks.push(chunkOf(events.slice(start, index + 1), size))
    start = index + 1
    size = 0
  }
  return direction === 'forward' ? chunks : chunks.reverse()
}

function chunkOf(events: readonly StoredEvent[], size: number): EventChunk {
  return {
    position: events[0]?.globalPosition ?? 0,
    count: events.length,
    size,
    decode<E extends DomainEvent>(): RecordedEvent<E>[] {
      return decodeEvents<E>(events)
    },
  }
}
