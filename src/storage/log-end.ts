import type { IDBPObjectStore } from 'idb'
import type { CommitRecord } from '../log/commit-record.ts'
import { LogCorrupted } from '../log/errors.ts'
import type { Tail } from '../log/log-storage.ts'
import { endOf, isSound } from '../log/packed-events.ts'
import type { LogSchema } from './indexeddb-schema.ts'

/** The commits, in a transaction that reads them or that writes them. */
export type Commits = IDBPObjectStore<LogSchema, ['commits'], 'commits', 'readonly' | 'readwrite'>

export async function lastIn(commits: Pick<Commits, 'openCursor'>): Promise<CommitRecord | undefined> {
  return (await commits.openCursor(null, 'prev'))?.value
}

/** A last commit that is not what was written counts as one event, where it begins: what lies before it stays readable. */
export function tailAfter(last: CommitRecord | undefined): Tail {
  if (!last) return { position: 0, recordedAt: 0 }
  const { position, recordedAt } = last
  return { position: isTrustworthy(last) ? endOf(last) : position, recordedAt }
}

/** @throws {@link LogCorrupted} nobody knows where the log goes on behind a commit that is not what was written */
export function tailToFollow(last: CommitRecord | undefined): Tail {
  if (last && !isTrustworthy(last)) {
    throw new LogCorrupted({
      position: last.position,
      problem: 'its commit is not what was written, so none can follow',
    })
  }
  return tailAfter(last)
}

// The time is not in the checksum.
function isTrustworthy(last: CommitRecord): boolean {
  return isSound(last) && Number.isFinite(last.recordedAt)
}
