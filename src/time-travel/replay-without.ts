import { type CommitRecord, packRecords } from '../log/commit-record.ts'
import { placed, type SharedPast } from './shared-past.ts'

/**
 * The events that follow a past in its origin, less some of them, at the positions and versions that are theirs without those.
 *
 * @param to the last position to take over
 */
export async function replayWithout(
  past: SharedPast,
  to: number,
  leftOut: ReadonlySet<number>,
): Promise<CommitRecord[]> {
  const versions = new Map<string, number>()
  const replayed: ReturnType<typeof placed>[] = []
  let { position } = past.tail
  for await (const event of past.origin.readAll({ fromPosition: position + 1, toPosition: to })) {
    const { streamId } = event
    const before = versions.get(streamId) ?? event.streamVersion - 1
    const isLeftOut = leftOut.has(event.globalPosition)
    versions.set(streamId, isLeftOut ? before : before + 1)
    if (isLeftOut) continue
    position += 1
    replayed.push(placed({ ...event, globalPosition: position, streamVersion: before + 1 }))
  }
  return packRecords(replayed, past.last?.commandId)
}
