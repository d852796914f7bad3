import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventChunk, ReadRange } from './log-storage.ts'

/** The chunks of a log: a storage, or a pass of {@link FollowedLog}, which returns some chunks from memory. */
export type ChunkSource = {
  readonly historyId: string
  read(range: ReadRange): Promise<readonly EventChunk[]>
  /** Decodes a chunk of this source. Default: {@link EventChunk.decode}. */
  decode?<E extends DomainEvent>(chunk: EventChunk): RecordedEvent<E>[]
}

/** Returns the position of the last event of a chunk. */
export function endOf({ position, count }: EventChunk): number {
  return position + count - 1
}

/** Returns those of some adjacent chunks that hold a range of positions; none if no chunk holds the start of the range. */
export function chunksIn(
  chunks: readonly EventChunk[],
  { from, to }: Pick<ReadRange, 'from' | 'to'>,
): readonly EventChunk[] {
  const first = firstIndex(chunks, (chunk) => endOf(chunk) >= from)
  const start = chunks[first]
  if (!start || start.position > from) return []
  return chunks.slice(
    first,
    firstIndex(chunks, ({ position }) => position > to),
  )
}

/** Returns the index of the first chunk of a sorted list that fits, or the length of the list. */
function firstIndex(chunks: readonly EventChunk[], fits: (chunk: EventChunk) => boolean): number {
  let low = 0
  let high = chunks.length
  while (low < high) {
    const middle = (low + high) >>> 1
    if (fits(chunks[middle] as EventChunk)) high = middle
    else low = middle + 1
  }
  return low
}
