import type { RawLog, RawRecord } from './testimony.ts'

/** All commits as the database holds them, read by a page without the library. */
export function readRawLog(storeName: string): Promise<RawLog> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(`rewindable:${storeName}`)
    opening.onupgradeneeded = () => {
      // There was none: leave it so.
      opening.transaction?.abort()
      resolve('gone')
    }
    opening.onerror = (event) => {
      event.preventDefault()
      reject(opening.error)
    }
    opening.onsuccess = () => {
      const database = opening.result
      if (!database.objectStoreNames.contains('commits')) {
        database.close()
        return resolve('gone')
      }
      const commits: IDBRequest<RawRecord[]> = database.transaction('commits').objectStore('commits').getAll()
      commits.onerror = () => reject(commits.error)
      commits.onsuccess = () => {
        database.close()
        resolve(commits.result)
      }
    }
  })
}
