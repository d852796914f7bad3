import { wrap } from 'idb'
import type { CommitRecord } from './commit-record.ts'
import { endOf } from './packed-events.ts'

const recordsAStep = 64

/** What an import has staged, from the position of its first event on. */
export type Staged = { readonly importId: string; readonly start: number; readonly events: number }

/**
 * Adds everything that an import staged to the commits, in a transaction that holds both.
 *
 * @param extend called after each answer, because the whole can take longer than a deadline
 * @returns false: not exactly that many events are staged, without a gap; the transaction must be undone
 */
export async function moveStaged(
  transaction: IDBTransaction,
  { importId, start, events }: Staged,
  extend: () => void,
): Promise<boolean> {
  const commits = transaction.objectStore('commits')
  const staging = transaction.objectStore('staging')
  let next = start
  while (next < start + events) {
    const records = await wrap<CommitRecord[]>(staging.getAll(stagedBy(importId, next), recordsAStep))
    extend()
    if (records.length === 0) return false
    for (const record of records) {
      if (record.position !== next) return false
      // Without a promise each: one that fails fails the transaction, whose end is waited for.
      commits.add(record)
      next = endOf(record) + 1
    }
  }
  return next === start + events
}

/** The keys of what an import has staged. */
export function stagedBy(importId: string, from = 0): IDBKeyRange {
  return IDBKeyRange.bound([importId, from], [importId, []])
}
