import type { CommitRecord } from 'rewindable'

// As the library packs: a block at a time, and not at all when there is little to pack.
const block = 1_024
const worthPacking = 4_096
const longestPacking = 300_000

/** The database behind a store, opened past the library. */
export function openDatabaseOf(storeName: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(`rewindable:${storeName}`)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Adds commits as an append of each would, all in one transaction. */
export function addCommits(database: IDBDatabase, records: readonly CommitRecord[]): Promise<void> {
  return written(database, 'commits', (commits) => {
    for (const record of records) commits.add(record)
  })
}

/** Empties what is packed in idle time so that the next replay is faster. */
export async function clearReplayPages(storeName: string): Promise<void> {
  const database = await openDatabaseOf(storeName)
  await written(database, 'pages', (pages) => pages.clear())
  await written(database, 'meta', (meta) => meta.delete('pages'))
  database.close()
}

/** Resolves when a log that ends here is packed as far as it is going to be. */
export async function replayPagesWritten(storeName: string, lastPosition: number): Promise<void> {
  const database = await openDatabaseOf(storeName)
  const longest = performance.now() + longestPacking
  for (;;) {
    const progress = await read<{ packedUntil: number } | undefined>(database, 'meta', (meta) => meta.get('pages'))
    const unpacked = lastPosition - (progress?.packedUntil ?? 0)
    if (unpacked < (progress ? block : worthPacking)) break
    if (performance.now() > longest) throw new Error(`${unpacked} events are still not packed`)
    await new Promise((wake) => setTimeout(wake, 100))
  }
  database.close()
}

export function readCommits(database: IDBDatabase): Promise<CommitRecord[]> {
  return read(database, 'commits', (commits) => commits.getAll())
}

function read<Result>(
  database: IDBDatabase,
  storeName: string,
  ask: (store: IDBObjectStore) => IDBRequest<Result>,
): Promise<Result> {
  return new Promise((resolve, reject) => {
    const request = ask(database.transaction(storeName).objectStore(storeName))
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

function written(database: IDBDatabase, storeName: string, work: (store: IDBObjectStore) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(storeName, 'readwrite')
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
    work(transaction.objectStore(storeName))
  })
}
