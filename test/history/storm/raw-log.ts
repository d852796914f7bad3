import type { Page } from 'playwright'
import type { CommitRecord } from 'rewindable'
import { rawEvents } from '../../raw-events.ts'
import type { Sighting } from '../history.ts'
import { sightingOf } from './sighting-of.ts'

/** All that the database holds, read by a page without the library, in order of its keys. */
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
  const recorded = rawEvents(commit)
  if (recorded.length !== commit.count)
    throw new Error(`The commit at ${commit.position} does not hold the ${commit.count} events that it says it holds.`)
  return recorded.map(sightingOf)
}
