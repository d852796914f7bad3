import type { DatabaseLayout } from './open-database.ts'

/** The version of the object stores. Raise this number when the object stores change. */
const schemaVersion = 1

/**
 * The database for the rows of stored collections. A second database has two advantages. A definition with other indexes never needs an
 * upgrade of the log's database, and a long write of rows never delays an append.
 *
 * - `generations`: the record of each generation, by id
 * - `rows`: the rows of all generations. The key is the id of the generation followed by the key of the row
 * - `parked`: the parked events, by generation and position
 */
export const rowLayout: DatabaseLayout = {
  nameOf: (storeName) => `rewindable-rows:${storeName}`,
  create: (database) => {
    database.createObjectStore('generations', { keyPath: 'id' })
    database.createObjectStore('rows').createIndex('byEntry', 'entries', { multiEntry: true })
    database.createObjectStore('parked')
  },
  isNewer: (databaseVersion) => databaseVersion > schemaVersion,
}
