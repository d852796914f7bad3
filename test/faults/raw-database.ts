import { onTestFinished } from 'vitest'
import type { CommitRecord } from '../raw-commit.ts'

/** Opens the database of an event store without the library. */
export async function openRaw(storeName: string, version?: number): Promise<IDBDatabase> {
  return done(indexedDB.open(`rewindable:${storeName}`, version))
}

/** Opens a connection that stays open until the test ends, as in a frozen tab. */
export async function holdOpen(storeName: string): Promise<IDBDatabase> {
  const database = await openRaw(storeName)
  onTestFinished(() => database.close())
  return database
}

/** Calls `work` with one object store in a new transaction, then closes the connection. */
export async function withRawStore(
  storeName: string,
  objectStore: 'commits' | 'snapshots' | 'pages' | 'meta' | 'staging',
  work: (store: IDBObjectStore) => IDBRequest,
): Promise<unknown> {
  const database = await openRaw(storeName)
  const transaction = database.transaction(objectStore, 'readwrite')
  const request = work(transaction.objectStore(objectStore))
  await new Promise((resolve, reject) => {
    transaction.oncomplete = resolve
    transaction.onabort = reject
  })
  database.close()
  return request.result
}

export async function rawCommits(storeName: string): Promise<CommitRecord[]> {
  return (await withRawStore(storeName, 'commits', (commits) => commits.getAll())) as CommitRecord[]
}

/** Damages a stored commit. */
export async function damageCommit(
  storeName: string,
  position: number,
  change: (commit: CommitRecord) => CommitRecord,
): Promise<void> {
  const commit = (await withRawStore(storeName, 'commits', (commits) => commits.get(position))) as CommitRecord
  await withRawStore(storeName, 'commits', (commits) => commits.put(change(commit)))
}

export async function loseCommit(storeName: string, position: number): Promise<void> {
  await withRawStore(storeName, 'commits', (commits) => commits.delete(position))
}

export async function databaseExists(storeName: string): Promise<boolean> {
  const databases = await indexedDB.databases()
  // WebKit lists a database whose first upgrade was rolled back, with version 0.
  return databases.some(({ name, version }) => name === `rewindable:${storeName}` && version !== 0)
}

function done<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
