import type { Page } from 'playwright'
import { decodeRecord } from '../../decode-record.ts'
import type { CommitRecord } from '../../raw-commit.ts'
import type { Sighting } from '../history.ts'
import { sightingOf } from './sighting-of.ts'

/** Reads all stored commits in key order, in a page without the library. */
export async function readRawLog(page: Page, storeName: string): Promise<{ log: Sighting[]; commits: number }> {
  const commits = await page.evaluate(
    (databaseName) =>
      new Promise<CommitRecord[]>((resolve, reject) => {
        const opening = indexedDB.open(databaseName)
        opening.onerror = () => reject(opening.error)
        opening.onsuccess = () => {
          const commits = opening.result.transaction('commits').objectStore('commits').getAll()
          commits.onerror = () => reject(commits.error)
          commits.onsuccess = () => {
            opening.result.close()
            resolve(commits.result)
          }
        }
      }),
    `rewindable:${storeName}`,
  )
  return { log: commits.flatMap(eventsIn), commits: commits.length }
}

function eventsIn(commit: CommitRecord): Sighting[] {
  const recorded = decodeRecord(commit)
  if (recorded.length !== commit.count)
    throw new Error(
      `Expected ${commit.count} events in the commit at position ${commit.position}, found another number.`,
    )
  return recorded.map(sightingOf)
}
