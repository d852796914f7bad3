import { type StoredEvent, storedEvent } from '../events/stored-event.ts'
import type { SharedPast } from './shared-past.ts'

/**
 * Reads the events of the origin after a past, except those to leave out. Renumbers positions and versions without gaps.
 *
 * @param to the last position to read
 * @param leftOut the positions to leave out
 */
export async function replayWithout(
  past: SharedPast,
  to: number,
  leftOut: ReadonlySet<number>,
): Promise<StoredEvent[]> {
  const versions = new Map<string, number>()
  const replayed: StoredEvent[] = []
  let { position } = past.tail
  for await (const event of past.origin.readAll({ fromPosition: position + 1, toPosition: to })) {
    const { streamId } = event
    const before = versions.get(streamId) ?? event.streamVersion - 1
    const isLeftOut = leftOut.has(event.globalPosition)
    versions.set(streamId, isLeftOut ? before : before + 1)
    if (isLeftOut) continue
    position += 1
    replayed.push(storedEvent({ ...event, globalPosition: position, streamVersion: before + 1 }))
  }
  return replayed
}
