import type { DBSchema, IDBPDatabase } from 'idb'
import type { CommitRecord } from './commit-record.ts'
import type { Page } from './page.ts'

/** Which log a database holds, in which format, which import replaced its events last, and by how many. */
export type LogIdentity = {
  readonly logId: string
  readonly format: number
  readonly replacedBy?: string
  readonly restored?: number
}

/** How far the log is packed into pages. */
type PackingProgress = { readonly packedUntil: number }

export interface LogSchema extends DBSchema {
  commits: {
    key: number
    value: CommitRecord
    indexes: { byStream: IDBValidKey; byCommand: string }
  }
  pages: { key: number; value: Page }
  snapshots: { key: [name: string, number: number]; value: unknown }
  checkpoints: { key: [name: string, number: number]; value: unknown }
  staging: { key: [importId: string, position: number]; value: CommitRecord }
  meta: { key: 'log' | 'pages'; value: LogIdentity | PackingProgress }
}

export type LogDatabase = IDBPDatabase<LogSchema>

/** The database version, raised when object stores change. */
const schemaVersion = 1

// A replacement of the log is an upgrade, so that no other connection is open: the database version counts them too.
const replacementStep = 1_000

/** Whether a database with this version has object stores that only newer code knows. */
export function isNewerSchema(databaseVersion: number): boolean {
  return databaseVersion % replacementStep > schemaVersion
}

/** The version of a database with this version once its log is replaced. */
export function versionAfterReplacement(databaseVersion: number): number {
  return databaseVersion + replacementStep
}

/** The format of the records, raised when older code would misread them. */
export const logFormat = 1

/** The IndexedDB database behind the store of this name. */
export function databaseName(storeName: string): string {
  return `rewindable:${storeName}`
}

/** Lays out a new, empty log, in the transaction of an upgrade. */
export function createLog(database: LogDatabase, logId: string): void {
  const commits = database.createObjectStore('commits', { keyPath: 'position' })
  commits.createIndex('byStream', 'streams', { multiEntry: true, unique: true })
  commits.createIndex('byCommand', 'commandIds', { multiEntry: true, unique: true })
  database.createObjectStore('pages', { keyPath: 'position' })
  for (const keyed of ['snapshots', 'checkpoints', 'staging'] as const) database.createObjectStore(keyed)
  const stored = database.createObjectStore('meta').put({ logId, format: logFormat }, 'log')
  // Should the upgrade fail, the request to open says so.
  stored.catch(() => {})
}
