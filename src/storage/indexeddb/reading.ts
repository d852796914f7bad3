import type { IDBPObjectStore, StoreNames } from 'idb'
import type { LogDatabase, LogSchema } from './schema.ts'

/**
 * Opens an object store in its own transaction, for reading. The requests report a failure. idb would report it again as a rejection of
 * `done`, which would be unhandled.
 */
export function reading<Name extends StoreNames<LogSchema>>(
  database: LogDatabase,
  name: Name,
): IDBPObjectStore<LogSchema, [Name], Name, 'readonly'> {
  const { store, done } = database.transaction(name)
  done.catch(() => {})
  return store
}
