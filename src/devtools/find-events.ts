import type { RecordedEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { TimeSlice, yieldToMainThread } from '../platform/yield-to-main-thread.ts'

/** Returns the metadata that links an event to the events that caused it. */
export function origin({ metadata }: RecordedEvent): {
  readonly causationId?: string
  readonly correlationId?: string
} {
  const { causationId, correlationId } = metadata
  return {
    ...(typeof causationId === 'string' && { causationId }),
    ...(typeof correlationId === 'string' && { correlationId }),
  }
}

const maxEventsSearched = 50_000
const maxCauses = 20

/**
 * Returns the events that led to an event, the closest cause first. `metadata.causationId` of an event is the id of its
 * cause. Limits the number of causes, and of events read for each cause.
 */
export async function causesOf(
  store: EventStore,
  event: RecordedEvent,
  signal: AbortSignal,
): Promise<readonly RecordedEvent[]> {
  const causes: RecordedEvent[] = []
  let effect = event
  while (causes.length < maxCauses) {
    const { causationId } = origin(effect)
    if (causationId === undefined) break
    const cause = await findEvent(store, causationId, {
      before: effect.globalPosition,
      limit: maxEventsSearched,
      signal,
    })
    if (!cause) break
    causes.push(cause)
    effect = cause
  }
  return causes
}

/** Limits the search for an event. */
type Search = {
  readonly before?: number
  /** The maximum number of events to read. */
  readonly limit?: number
  readonly signal?: AbortSignal
}

/** Finds an event by its id. Reads the log backwards and yields to the main thread between batches. */
async function findEvent(
  store: EventStore,
  id: string,
  { before, limit = Infinity, signal }: Search = {},
): Promise<RecordedEvent | undefined> {
  const slice = new TimeSlice()
  let left = limit
  const end = before === undefined ? {} : { toPosition: Math.max(0, before - 1) }
  for await (const page of store.readBatches({ ...end, direction: 'backward', ...(signal && { signal }) })) {
    for (const event of page) {
      if (event.id === id) return event
      left -= 1
      if (left <= 0) return undefined
    }
    if (slice.isOver) await slice.renew()
  }
  return undefined
}

/** Returns the position of the next or previous event of the same stream or type, if any. */
export async function findNeighbour(
  store: EventStore,
  event: RecordedEvent,
  direction: 1 | -1,
  same: 'streamId' | 'type',
): Promise<number | undefined> {
  return same === 'streamId' ? findInStream(store, event, direction) : findOfType(store, event, direction)
}

async function findInStream(
  store: EventStore,
  { streamId, streamVersion }: RecordedEvent,
  direction: 1 | -1,
): Promise<number | undefined> {
  const fromVersion = streamVersion + direction
  if (fromVersion === 0) return undefined
  const { events } = await store.readStream(streamId, { fromVersion, limit: 1 })
  return events[0]?.globalPosition
}

async function findOfType(
  store: EventStore,
  { type, globalPosition: from }: RecordedEvent,
  direction: 1 | -1,
): Promise<number | undefined> {
  const range =
    direction === 1 ? ({ fromPosition: from + 1 } as const) : ({ toPosition: from - 1, direction: 'backward' } as const)
  for await (const page of store.readBatches(range)) {
    const found = page.find((other) => other.type === type)
    if (found) return found.globalPosition
    await yieldToMainThread()
  }
  return undefined
}
