import type { IDBPObjectStore } from 'idb'
import { LogCorrupted } from '../../events/errors.ts'
import type { Tail } from '../../log/log-storage.ts'
import type { CommitRecord } from './commit-record.ts'
import { endOf, isSound } from './packed-events.ts'
import type { LogSchema } from './schema.ts'

/** The object store of commits, in a transaction that reads or writes. */
export type Commits = IDBPObjectStore<LogSchema, ['commits'], 'commits', 'readonly' | 'readwrite'>

/** Reads the last record. */
export async function lastIn(commits: Pick<Commits, 'openCursor'>): Promise<CommitRecord | undefined> {
  return (await commits.openCursor(null, 'prev'))?.value
}

/** Returns the end of the log. A damaged last commit counts as one event at its position: events before it stay readable. */
export function tailAfter(last: CommitRecord | undefined): Tail {
  if (!last) return { position: 0, recordedAt: 0 }
  const { position, recordedAt } = last
  return { position: isTrustworthy(last) ? endOf(last) : position, recordedAt }
}

/** @throws {@link LogCorrupted} the last commit is damaged, so the next position is unknown */
export function tailToFollow(last: CommitRecord | undefined): Tail {
  if (last && !isTrustworthy(last)) {
    throw new LogCorrupted({
      position: last.position,
      problem: 'its commit is damaged, so no event can be appended',
    })
  }
  return tailAfter(last)
}

// The checksum does not include the time.
function isTrustworthy(last: CommitRecord): boolean {
  return isSound(last) && Number.isFinite(last.recordedAt)
}
