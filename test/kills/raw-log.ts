import type { RawLog, RawRecord } from './report.ts'

/** Reads all stored commits directly from IndexedDB, without the library. */
export function readRawLog(storeName: string): Promise<RawLog> {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(`rewindable:${storeName}`)
    opening.onupgradeneeded = () => {
      // The database does not exist. Aborting prevents its creation.
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
