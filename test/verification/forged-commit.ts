import type { RecordedEvent } from 'rewindable'
import { decodeRecord, encodeEntries } from '../decode-record.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { murmurHash3, utf16 } from '../log/murmur-hash.ts'
import type { CommitRecord, PackedEvents } from '../raw-commit.ts'

/** Returns the commit or page with a correct checksum. */
export function sealed<Sealed extends Record<keyof PackedEvents, unknown> & Pick<PackedEvents, 'events'>>(
  record: Sealed,
): Sealed {
  const { position, count, id, events } = record
  return { ...record, checksum: murmurHash3(utf16(events), murmurHash3(utf16(`${position} ${count} ${id}`))) }
}

/** Returns the commit with changed events and a correct checksum. */
export function withEvents(
  commit: CommitRecord,
  change: (event: RecordedEvent) => Partial<Record<keyof RecordedEvent, unknown>>,
): CommitRecord {
  return sealed({
    ...commit,
    events: encodeEntries(decodeRecord(commit).map((event) => ({ ...event, ...change(event) }))),
  })
}

/** Replaces all stored commits. */
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
