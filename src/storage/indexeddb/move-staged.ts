import { wrap } from 'idb'
import type { CommitRecord } from './commit-record.ts'
import { endOf } from './packed-events.ts'

const recordsAStep = 64

/** The staged events of an import. `start` is the position of the first one, `events` their number. */
export type Staged = { readonly importId: string; readonly start: number; readonly events: number }

/**
 * Copies all staged events of an import to the commits.
 *
 * @param transaction a transaction over commits and staging
 * @param extend called after each answer; extends the deadline, because the copy can take longer
 * @returns false: the number of staged events is wrong, or there is a gap; the caller must abort the transaction
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
      // Requests are not awaited. If one fails, the transaction fails, and the caller awaits the end of the transaction.
      commits.add(record)
      next = endOf(record) + 1
    }
  }
  return next === start + events
}

/** Returns the range of keys of an import's staged records. @param from the first position */
export function stagedBy(importId: string, from = 0): IDBKeyRange {
  return IDBKeyRange.bound([importId, from], [importId, []])
}
