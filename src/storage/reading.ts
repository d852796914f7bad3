import type { IDBPObjectStore, StoreNames } from 'idb'
import type { LogDatabase, LogSchema } from './indexeddb-schema.ts'

/**
 * An object store in a transaction of its own, for reading. What fails is heard from the requests; that the transaction failed
 * with them, idb would report once more, as a rejection that nobody handles.
 */
export function reading<Name extends StoreNames<LogSchema>>(
  database: LogDatabase,
  name: Name,
): IDBPObjectStore<LogSchema, [Name], Name, 'readonly'> {
  const { store, done } = database.transaction(name)
  done.catch(() => {})
  return store
}
