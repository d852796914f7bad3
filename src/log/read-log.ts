import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { LogCorrupted, LogReplaced } from '../events/errors.ts'
import { TimeSlice } from '../platform/yield-to-main-thread.ts'
import { firstBatch, nextBatch } from './batch-size.ts'
import type { ChunkSource } from './chunk-source.ts'
import type { EventChunk, ReadRange } from './log-storage.ts'

// The garbage collector frees small batches while they are young. The garbage collector would first copy larger batches.
const worthYielding = 256

/** The facts that {@link readLog} knows about the log. */
export type LogReadContext = {
  /** Resolves to the end of the log. The read requests the first batch before that. Default: the log has the whole range. */
  readonly end?: Promise<number> | undefined
  /** Reads the end of the log. Called if an event is missing: then the log may be shorter than the range. */
  readonly readEnd?: () => Promise<number>
  /** The history that the range belongs to. Default: the current one. */
  readonly historyId?: string
}

/**
 * Reads a range of positions in batches. Each batch has its own transaction. The function requests the next batch before it decodes the
 * previous batch.
 *
 * @throws {@link LogCorrupted} at the first position that cannot be read
 * @throws {@link LogReplaced} the log was replaced during the read, so the batches would belong to two histories
 */
export async function* readLog<E extends DomainEvent>(
  source: ChunkSource,
  { from, to, direction }: Omit<ReadRange, 'maxEvents'>,
  { end: logEnd, readEnd, historyId = source.historyId }: LogReadContext = {},
): AsyncGenerator<RecordedEvent<E>[], void, undefined> {
  const step = direction === 'forward' ? 1 : -1
  let next = step > 0 ? from : to
  let maxEvents = firstBatch
  let readAgainAt: number | undefined

  function request(): Promise<readonly EventChunk[]> | undefined {
    if (next < from || next > to) return undefined
    const rest = step > 0 ? { from: next, to } : { from, to: next }
    const batch = source.read({ ...rest, direction, maxEvents })
    // If the reader stops early, this batch is never awaited. Without this line, its failure would be an unhandled rejection.
    batch.catch(() => {})
    return batch
  }

  let ahead = request()
  if (logEnd) {
    to = Math.min(to, await logEnd)
    if (next > to) return
  }
  while (ahead) {
    const chunks = await ahead
    if (source.historyId !== historyId) throw new LogReplaced()
    const { sound, end } = soundPart(chunks, next, step)
    let gap = sound.length < chunks.length || sound.length === 0 ? missing(end) : undefined
    const start = next
    next = end
    if (gap && readEnd) {
      to = Math.min(to, await readEnd())
      readEnd = undefined
      // If the log has the event now, this read began before its append.
      gap = undefined
    }
    const count = chunks.reduce((sum, chunk) => sum + chunk.count, 0)
    if (count > 0) maxEvents = nextBatch(maxEvents, chunks, count)
    ahead = gap ? undefined : request()

    // First yields the events that precede the damage, then throws.
    const [first, last] = step > 0 ? [start, to] : [from, start]
    const damage = yield* decoded<E>(source, sound, { from: first, to: last, direction })
    if (damage) {
      const { position, count } = damage.chunk
      next = step > 0 ? Math.max(position, start) : Math.min(position + count - 1, start)
      // The storage may have returned a damaged copy, and may still have the original. So this function repeats the read one time.
      if (readAgainAt === next) throw damage.cause
      readAgainAt = next
      ahead = request()
    } else if (gap) throw gap
  }
}

type Damage = { readonly chunk: EventChunk; readonly cause: unknown }

/**
 * Decodes the events of chunks within a range, some hundreds at a time. A chunk may begin before the range.
 *
 * @returns the first chunk that cannot be decoded, if there is one. No event after it was yielded
 */
async function* decoded<E extends DomainEvent>(
  source: ChunkSource,
  chunks: readonly EventChunk[],
  { from, to, direction }: Omit<ReadRange, 'maxEvents'>,
): AsyncGenerator<RecordedEvent<E>[], Damage | undefined, undefined> {
  const slice = new TimeSlice()
  let events: RecordedEvent<E>[] = []
  let damage: Damage | undefined
  for (const chunk of chunks) {
    // The requested size of a batch is an estimate from the previous batch. The actual size can be much larger.
    if (slice.isOver) await slice.renew()
    try {
      const found = source.decode ? source.decode<E>(chunk) : chunk.decode<E>()
      for (const event of direction === 'forward' ? found : found.reverse()) {
        if (event.globalPosition >= from && event.globalPosition <= to) events.push(event)
      }
    } catch (cause) {
      damage = { chunk, cause }
      break
    }
    if (events.length < worthYielding) continue
    yield events
    events = []
  }
  if (events.length > 0) yield events
  return damage
}

/** Returns the chunks up to the first gap, and the position after them. The first chunk must hold `start`, and may begin before `start`. */
function soundPart(
  chunks: readonly EventChunk[],
  start: number,
  step: number,
): { sound: readonly EventChunk[]; end: number } {
  let end = start
  const sound = chunks.findIndex(({ position, count }) => {
    const last = position + count - 1
    const [near, far] = step > 0 ? [position, last] : [last, position]
    const holds = position <= end && end <= last
    if (!holds || (near !== end && end !== start)) return true
    end = far + step
    return false
  })
  return { sound: sound === -1 ? chunks : chunks.slice(0, sound), end }
}

function missing(position: number): LogCorrupted {
  return new LogCorrupted({ position, problem: 'its commit is missing' })
}
