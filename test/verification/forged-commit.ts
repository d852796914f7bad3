import type { CommitRecord, PackedEvents, RecordedEvent } from 'rewindable'
import { withRawStore } from '../faults/raw-database.ts'
import { murmurHash3, utf16 } from '../log/murmur-hash.ts'
import { rawEntries, rawEvents } from '../raw-events.ts'

/** The commit, or page, with a checksum that fits what it holds. */
export function sealed<Sealed extends PackedEvents>(record: Sealed): Sealed {
  const { position, count, id, events } = record
  return { ...record, checksum: murmurHash3(utf16(events), murmurHash3(utf16(`${position} ${count} ${id}`))) }
}

/** The commit with other events, in keeping with its checksum. */
export function withEvents(
  commit: CommitRecord,
  change: (event: RecordedEvent) => Partial<Record<keyof RecordedEvent, unknown>>,
): CommitRecord {
  return sealed({ ...commit, events: rawEntries(rawEvents(commit).map((event) => ({ ...event, ...change(event) }))) })
}

/** Puts commits in the place of those that are there. */
export async function replaceCommits(
  storeName: string,
  change: (commits: readonly CommitRecord[]) => readonly CommitRecord[],
): Promise<void> {
  const commits = (await withRawStore(storeName, 'commits', (store) => store.getAll())) as CommitRecord[]
  await withRawStore(storeName, 'commits', (store) => {
    const cleared = store.clear()
    for (const commit of change(commits)) store.add(commit)
    return cleared
  })
}
