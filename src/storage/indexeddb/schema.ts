import type { DBSchema, IDBPDatabase } from 'idb'
import { randomId } from '../../values/random-id.ts'
import type { CommitRecord } from './commit-record.ts'
import type { DatabaseLayout } from './open-database.ts'
import type { Page } from './page.ts'

/** The log in a database: its id, its format, the last import that replaced the log, and the number of events in that import. */
export type LogIdentity = {
  readonly logId: string
  readonly format: number
  readonly replacedBy?: string
  readonly restored?: number
}

/** The position up to which the log is packed into pages. */
type PackingProgress = { readonly packedUntil: number }

/** The position up to which the events of mixed records are packed into pages of streams, and the commit at this position. */
export type StreamProgress = PackingProgress & { readonly lastCommit: number; readonly id: string }

/** The object stores and indexes of the database. */
export interface LogSchema extends DBSchema {
  commits: {
    key: number
    value: CommitRecord
    indexes: { byStream: IDBValidKey; byCommand: string }
  }
  /** Also holds pages of streams (`stream-page.ts`). Their keys are arrays, which follow all numbers. */
  pages: { key: number; value: Page }
  snapshots: { key: [name: string, number: number]; value: unknown }
  checkpoints: { key: [name: string, number: number]; value: unknown }
  staging: { key: [importId: string, position: number]; value: CommitRecord }
  meta: { key: 'log' | 'pages' | 'streams'; value: LogIdentity | PackingProgress | StreamProgress }
}

/** An open database, wrapped by idb. */
export type LogDatabase = IDBPDatabase<LogSchema>

/** The version of the object stores. Raise this number when the object stores change. */
const schemaVersion = 1

// A replacement of the log is an upgrade, so that no other connection is open. Therefore, replacements increase the database version.
const replacementStep = 1_000

/** Returns whether newer code created the object stores of a database with this version. */
function isNewerSchema(databaseVersion: number): boolean {
  return databaseVersion % replacementStep > schemaVersion
}

/** Returns the version of a database after its log was replaced. */
export function versionAfterReplacement(databaseVersion: number): number {
  return databaseVersion + replacementStep
}

/** The version of the record format. Raise this number when older code would read records incorrectly. */
export const logFormat = 1

/** Returns the name of the IndexedDB database of a store. */
export function databaseName(storeName: string): string {
  return `rewindable:${storeName}`
}

/** The database of the log. */
export const logLayout: DatabaseLayout = {
  nameOf: databaseName,
  create: (database) => createLog(database, randomId()),
  isNewer: isNewerSchema,
}

/** Creates the object stores of an empty log. Call this function in an upgrade transaction. */
function createLog(database: IDBDatabase, logId: string): void {
  const commits = database.createObjectStore('commits', { keyPath: 'position' })
  commits.createIndex('byStream', 'streams', { multiEntry: true, unique: true })
  commits.createIndex('byCommand', 'commandIds', { multiEntry: true, unique: true })
  database.createObjectStore('pages', { keyPath: 'position' })
  for (const keyed of ['snapshots', 'checkpoints', 'staging'] as const) database.createObjectStore(keyed)
  const identity: LogIdentity = { logId, format: logFormat }
  // If the upgrade fails, the request to open reports it.
  database.createObjectStore('meta').put(identity, 'log')
}
