import { storageOf } from '../log/store-internals.ts'
import { IndexedDBStorage } from '../storage/indexeddb/indexeddb-storage.ts'
import { MemoryStorage } from '../storage/memory-storage.ts'
import { IndexedDBRows } from './indexeddb-rows.ts'
import { type MemoryGenerations, MemoryRows } from './memory-rows.ts'
import type { RowStorage } from './row-storage.ts'

/** The rows in memory, by the log that they belong to. */
const inMemory = new WeakMap<object, MemoryGenerations>()

/** Opens the storage for the rows of a store: a database beside that of the log, or memory for logs in other places. */
export function rowsOf(store: object): RowStorage {
  const storage = storageOf(store)
  if (storage instanceof IndexedDBStorage) return new IndexedDBRows(storage.connection.options)
  const log = storage instanceof MemoryStorage ? storage.sharedLog : (storage ?? store)
  const generations = inMemory.get(log) ?? new Map()
  inMemory.set(log, generations)
  return new MemoryRows(generations)
}
