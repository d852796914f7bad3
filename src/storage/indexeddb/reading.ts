import type { IDBPObjectStore, StoreNames } from 'idb'
import type { LogDatabase, LogSchema } from './schema.ts'

/**
 * Opens an object store for reading, in its own transaction. The requests report a failure. idb reports the failure a second time, as a
 * rejection of `done`. This function ignores that rejection.
 */
export function reading<Name extends StoreNames<LogSchema>>(
  database: LogDatabase,
  name: Name,
): IDBPObjectStore<LogSchema, [Name], Name, 'readonly'> {
  const { store, done } = database.transaction(name)
  done.catch(() => {})
  return store
}
