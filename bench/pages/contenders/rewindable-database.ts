import type { CommitRecord } from '../../../test/raw-commit.ts'

// The values of the library. The library packs by block, and only above a minimum number of events.
const block = 1_024
const worthPacking = 4_096
const longestPacking = 300_000
const worthCopying = 1_024
const fewestEvents = 512

/** Opens the database of a store without the library. */
export function openDatabaseOf(storeName: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(`rewindable:${storeName}`)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Adds commits in one transaction. The records equal those of separate appends. */
export function addCommits(database: IDBDatabase, records: readonly CommitRecord[]): Promise<void> {
  return written(database, 'commits', (commits) => {
    for (const record of records) commits.add(record)
  })
}

/** Deletes the pages that the library packed to make replays faster. */
export async function clearReplayPages(storeName: string): Promise<void> {
  const database = await openDatabaseOf(storeName)
  await written(database, 'pages', (pages) => pages.clear())
  await written(database, 'meta', (meta) => meta.delete('pages'))
  database.close()
}

/** Resolves when the library has packed a log with this last position. */
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

/** Resolves when the library has copied all streams out of records that hold many streams. */
export async function streamPagesWritten(storeName: string, lastPosition: number): Promise<void> {
  const database = await openDatabaseOf(storeName)
  const commits = await readCommits(database)
  const last = commits.findLast(({ streams, events }) => streams.length > 1 && events.length > worthCopying)
  const longest = performance.now() + longestPacking
  while (last) {
    const progress = await read<{ packedUntil: number } | undefined>(database, 'meta', (meta) => meta.get('streams'))
    if ((progress?.packedUntil ?? 0) >= last.position || lastPosition < fewestEvents) break
    if (performance.now() > longest) throw new Error('the streams are still not packed')
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
