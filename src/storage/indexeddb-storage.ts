import { type IDBPObjectStore, unwrap } from 'idb'
import { type CommitRecord, endOf } from '../log/commit-record.ts'
import type { Durability } from '../log/event-store.ts'
import type {
  CheckpointStorage,
  LogQuestion,
  LogStorage,
  LogView,
  ReadRange,
  SnapshotStorage,
  StagingStorage,
  StreamRecords,
  Tail,
} from '../log/log-storage.ts'
import type { Connection } from './connection.ts'
import { outcomeOf, writeExactly } from './exact-write.ts'
import { IndexedDBCheckpoints } from './indexeddb-checkpoints.ts'
import type { LogSchema } from './indexeddb-schema.ts'
import { IndexedDBSnapshots } from './indexeddb-snapshots.ts'

/** Keeps a log in IndexedDB, one record a commit. The key of a commit is its first position, and so the lock. */
export class IndexedDBStorage implements LogStorage {
  readonly logId: string
  readonly snapshots: SnapshotStorage
  readonly checkpoints: CheckpointStorage
  readonly #connection: Connection

  private constructor(connection: Connection, logId: string) {
    this.#connection = connection
    this.logId = logId
    this.snapshots = new IndexedDBSnapshots(connection)
    this.checkpoints = new IndexedDBCheckpoints(connection)
  }

  static async open(connection: Connection): Promise<IndexedDBStorage> {
    return new IndexedDBStorage(connection, await connection.logId())
  }

  tail(): Promise<Tail> {
    return this.#connection.use((database) => tailIn(database.transaction('commits').store))
  }

  findCommand(commandId: string): Promise<CommitRecord | undefined> {
    return this.#connection.use((database) => database.getFromIndex('commits', 'byCommand', commandId))
  }

  async write(records: readonly CommitRecord[], durability: Durability): Promise<boolean> {
    return writeExactly(this.#connection, (database, sent) => {
      // Without idb: a promise around each request is a third of what an append of one event costs on this side.
      const transaction = unwrap(database).transaction('commits', 'readwrite', { durability })
      return outcomeOf(transaction, () => sent(addAll(transaction, records)))
    })
  }

  async decideAndWrite(
    { streamIds, commandIds }: LogQuestion,
    decide: (view: LogView) => readonly CommitRecord[],
    durability: Durability,
  ): Promise<boolean> {
    return writeExactly(this.#connection, (database, sent) => {
      const transaction = database.transaction('commits', 'readwrite', { durability })
      // How it ends is heard by outcomeOf.
      transaction.done.catch(() => {})
      const { store } = transaction
      return outcomeOf(unwrap(transaction), async () => {
        const byCommand = store.index('byCommand')
        const [tail, versions, commands] = await Promise.all([
          tailIn(store),
          headsIn(store, streamIds),
          Promise.all(commandIds.map((commandId) => byCommand.getKey(commandId))),
        ])
        const heads = new Map(streamIds.map((streamId, index) => [streamId, versions[index] ?? 0]))
        const recordedCommands = new Set(commandIds.filter((_, index) => commands[index] !== undefined))
        sent(addAll(unwrap(transaction), decide({ tail, heads, recordedCommands })))
      })
    })
  }

  readLog({ from, to, direction, maxEvents }: ReadRange & { readonly maxEvents: number }): Promise<CommitRecord[]> {
    return this.#connection.use(async (database) => {
      const { store } = database.transaction('commits')
      // Positions have no gaps, so a range of keys bounds the number of events without a cursor.
      const isForward = direction === 'forward'
      const start = isForward ? from : to
      const [low, high] = isForward
        ? [from, Math.min(to, from + maxEvents - 1)]
        : [Math.max(from, to - maxEvents + 1), to]
      const records = await store.getAll(IDBKeyRange.bound(low, high))
      if (!isForward) records.reverse()
      // The record that holds the start may begin before the range.
      if (isForward ? records[0]?.position !== from : records.length === 0) {
        const before = await store.openCursor(IDBKeyRange.upperBound(start), 'prev')
        if (before && endOf(before.value) >= start) records.unshift(before.value)
      }
      return records
    })
  }

  readStream(streamId: string, range: ReadRange & { readonly maxRecords: number }): Promise<StreamRecords> {
    const { from, to, direction, maxRecords } = range
    return this.#connection.use(async (database) => {
      const { store } = database.transaction('commits')
      const byStream = store.index('byStream')
      const isForward = direction === 'forward'
      const [[version = 0], ahead] = await Promise.all([
        headsIn(store, [streamId]),
        isForward && from <= to ? byStream.getAll(versionsFrom(streamId, from), maxRecords) : [],
      ])
      const end = Math.min(to, version)
      if (isForward || from > end) return { version, records: ahead }

      // The record that holds the last version wanted ends at it or behind it.
      const start = await byStream.openKeyCursor(versionsFrom(streamId, end))
      const records: CommitRecord[] = []
      let cursor = start && (await byStream.openCursor(IDBKeyRange.bound([streamId, from], start.key), 'prev'))
      while (cursor && records.length < maxRecords) {
        records.push(cursor.value)
        cursor = await cursor.continue()
      }
      return { version, records }
    })
  }

  async openStaging(): Promise<StagingStorage> {
    const { IndexedDBStaging } = await import('./indexeddb-staging.ts')
    return new IndexedDBStaging(this.#connection)
  }

  close(): Promise<void> {
    return this.#connection.close()
  }
}

/** @returns the first of the records */
function addAll(transaction: IDBTransaction, records: readonly CommitRecord[]): CommitRecord | undefined {
  const commits = transaction.objectStore('commits')
  // add(), not put(): a taken key means that another tab appended first, and we must decide again.
  for (const record of records) commits.add(record)
  transaction.commit()
  return records[0]
}

async function tailIn(commits: Commits): Promise<Tail> {
  const cursor = await commits.openCursor(null, 'prev')
  return cursor
    ? { position: endOf(cursor.value), recordedAt: cursor.value.recordedAt }
    : { position: 0, recordedAt: 0 }
}

function headsIn(commits: Commits, streamIds: readonly string[]): Promise<number[]> {
  const byStream = commits.index('byStream')
  const heads = streamIds.map((streamId) => byStream.openKeyCursor(versionsFrom(streamId), 'prev'))
  return Promise.all(heads.map(async (head) => versionIn((await head)?.key)))
}

type Commits = Pick<
  IDBPObjectStore<LogSchema, ['commits'], 'commits', 'readonly' | 'readwrite'>,
  'index' | 'openCursor'
>

// Among keys, an array is greater than every number, so [id, []] lies behind all versions of a stream.
function versionsFrom(streamId: string, version = 0): IDBKeyRange {
  return IDBKeyRange.bound([streamId, version], [streamId, []])
}

function versionIn(key: IDBValidKey | undefined): number {
  const version = Array.isArray(key) ? key[1] : 0
  return typeof version === 'number' ? version : 0
}
