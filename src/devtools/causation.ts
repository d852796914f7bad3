import type { RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { findEvent } from './moment-link.ts'

/** The names under which metadata says where an event comes from. */
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

const farthest = 50_000
const longest = 20

/**
 * The events that led to an event, the nearest first: the cause of each is the event whose id stands in its metadata as
 * `causationId`. A cause comes before its effect; how far back it is looked for has a limit.
 */
export async function causesOf(
  store: EventStore,
  event: RecordedEvent,
  signal: AbortSignal,
): Promise<readonly RecordedEvent[]> {
  const causes: RecordedEvent[] = []
  let effect = event
  while (causes.length < longest) {
    const { causationId } = origin(effect)
    if (causationId === undefined) break
    const cause = await findEvent(store, causationId, { before: effect.globalPosition, limit: farthest, signal })
    if (!cause) break
    causes.push(cause)
    effect = cause
  }
  return causes
}
