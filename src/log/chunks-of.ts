import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { decodeEvents, type StoredEvent } from '../events/stored-event.ts'
import type { Direction, EventChunk } from './log-storage.ts'

// These limits are small, so that decoding one chunk does not delay a frame.
const eventsAChunk = 128
const textAChunk = 48 * 1024

/**
 * Cuts stored events into chunks, for the results of `read` and `readStream`. Positions of a stream may have gaps.
 *
 * @param events oldest first in both directions; for `read` without gaps in positions, for `readStream` without gaps in versions
 * @param direction the order of the chunks; the events inside a chunk are always oldest first
 * @returns the chunks; none if there are no events
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
