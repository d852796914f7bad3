import { unwrap, wrap } from 'idb'
import type { CommitRecord } from '../log/commit-record.ts'
import type { Durability } from '../log/event-store.ts'
import type {
  CheckpointStorage,
  LogInspection,
  LogQuestion,
  LogRange,
  LogStorage,
  LogView,
  ReadRange,
  SnapshotStorage,
  StagingStorage,
  StreamRecords,
  Tail,
} from '../log/log-storage.ts'
import { endOf, type PackedEvents } from '../log/packed-events.ts'
import type { StorageHealth } from '../log/storage-status.ts'
import type { Connection } from './connection.ts'
import { outcomeOf, writeExactly } from './exact-write.ts'
import { IndexedDBCheckpoints } from './indexeddb-checkpoints.ts'
import { history, IndexedDBHealth } from './indexeddb-health.ts'
import { IndexedDBInspection } from './indexeddb-inspection.ts'
import { IndexedDBPages } from './indexeddb-pages.ts'
import type { LogDatabase } from './indexeddb-schema.ts'
import { IndexedDBSnapshots } from './indexeddb-snapshots.ts'
import { IndexedDBStaging } from './indexeddb-staging.ts'
import { type Commits, lastIn, tailAfter, tailToFollow } from './log-end.ts'
import { readAlone } from './lost-content.ts'
import { reading } from './reading.ts'
import { headsIn, versionAfter, versionsFrom } from './stream-versions.ts'

// Fewer events are read as quickly from their commits, without those around them.
const worthAPage = 64

/** Keeps a log in IndexedDB, one record a commit. The key of a commit is its first position, and so the lock. */
export class IndexedDBStorage implements LogStorage {
  readonly logId: string
  readonly snapshots: SnapshotStorage
  readonly checkpoints: CheckpointStorage
  readonly pages: IndexedDBPages
  readonly health: StorageHealth
  readonly #connection: Connection
  /** The connection through which the log was seen that the next decision may rest on. */
  #decidedOn: LogDatabase | undefined

  private constructor(connection: Connection, logId: string, health: StorageHealth) {
    this.#connection = connection
    this.logId = logId
    this.health = health
    this.snapshots = new IndexedDBSnapshots(connection)
    this.checkpoints = new IndexedDBCheckpoints(connection)
    this.pages = new IndexedDBPages(connection, logId)
  }

  get historyId(): string {
    return this.#connection.historyId
  }

  static async open(connection: Connection, storeName: string): Promise<IndexedDBStorage> {
    const { logId, isNewLog } = await connection.identity()
    return new IndexedDBStorage(connection, logId, new IndexedDBHealth(connection, history(storeName, logId, isNewLog)))
  }

  async restoredEvents(): Promise<number> {
    const identity = await this.#connection.use((database) => reading(database, 'meta').get('log'))
    return (identity && 'restored' in identity && identity.restored) || 0
  }

  tail(): Promise<Tail> {
    return this.#connection
      .use((database) => lastIn(reading(database, 'commits')))
      .catch(this.#lastAlone)
      .then(tailAfter)
  }

  async findCommand(commandId: string): Promise<CommitRecord | undefined> {
    try {
      return await this.#connection.use((database) => reading(database, 'commits').index('byCommand').get(commandId))
    } catch (error) {
      const [record] = await readAlone(error, this.#connection, (commits) =>
        commits.index('byCommand').openKeyCursor(commandId),
      )
      return record
    }
  }

  write(records: readonly CommitRecord[], durability: Durability): Promise<boolean> {
    return writeExactly(this.#connection, async (database, sent) => {
      // What the records rest on was learned through another connection: the log may have gone back since, and this would
      // leave a gap behind its end.
      if (database !== this.#decidedOn) return 'taken'
      // Without idb: a promise around each request is a third of what an append of one event costs on this side.
      const transaction = unwrap(database).transaction('commits', 'readwrite', { durability })
      return outcomeOf(transaction, this.#connection.patience, () => sent(this.#addAll(transaction, records)))
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
      return outcomeOf(unwrap(transaction), this.#connection.patience, async (heard) => {
        const byCommand = store.index('byCommand')
        const [last, versions, commands] = await Promise.all([
          lastIn(store),
          headsIn(store, streamIds),
          Promise.all(commandIds.map((commandId) => byCommand.getKey(commandId))),
        ])
        const heads = new Map(streamIds.map((streamId, index) => [streamId, versions[index] ?? 0]))
        const recordedCommands = new Set(commandIds.filter((_, index) => commands[index] !== undefined))
        heard()
        const tail = tailToFollow(last)
        this.#decidedOn = database
        sent(this.#addAll(unwrap(transaction), decide({ tail, heads, recordedCommands })))
      })
    }).catch(async (error: unknown) => {
      tailToFollow(await this.#lastAlone(error))
      throw error
    })
  }

  readLog({ from, to, direction, maxEvents, fromPages }: LogRange): Promise<readonly PackedEvents[]> {
    const isForward = direction === 'forward'
    const start = isForward ? from : to
    const inOneGo = async (database: LogDatabase): Promise<readonly PackedEvents[]> => {
      // Positions have no gaps, so a range of keys bounds the number of events without a cursor.
      const low = isForward ? from : Math.max(from, to - maxEvents + 1)
      let high = isForward ? Math.min(to, from + maxEvents - 1) : to
      if (fromPages && isForward && to - from >= worthAPage) {
        const { pages, nextPage } = await this.pages.find(database, low, high)
        if (pages.length > 0) return pages
        high = Math.min(high, nextPage - 1)
      }
      const store = reading(database, 'commits')
      const records = await store.getAll(IDBKeyRange.bound(low, high))
      if (!isForward) records.reverse()
      // The record that holds the start may begin before the range.
      if (isForward ? records[0]?.position !== from : records.length === 0) {
        const before = await store.openCursor(IDBKeyRange.upperBound(start), 'prev')
        if (before && endOf(before.value) >= start) records.unshift(before.value)
      }
      return records
    }
    return this.#connection
      .use(inOneGo)
      .catch((failure) =>
        readAlone(failure, this.#connection, (commits) => commits.openKeyCursor(IDBKeyRange.upperBound(start), 'prev')),
      )
  }

  readStream(streamId: string, range: ReadRange & { readonly maxRecords: number }): Promise<StreamRecords> {
    const { from, to, direction, maxRecords } = range
    const isForward = direction === 'forward'
    const inOneGo = async (database: LogDatabase): Promise<StreamRecords> => {
      // Without idb's promise for the transaction: that alone is a thirtieth of reading a short stream.
      const commits = unwrap(database).transaction('commits').objectStore('commits')
      const ahead =
        isForward && from <= to
          ? await wrap<CommitRecord[]>(commits.index('byStream').getAll(versionsFrom(streamId, from), maxRecords))
          : []
      const last = ahead.at(-1)
      // Most streams come in one request: it reached their end, so the last record tells their version.
      if (last && ahead.length < maxRecords) return { version: versionAfter(last, streamId), records: ahead }

      const store = wrap(commits) as Commits
      const [version = 0] = await headsIn(store, [streamId])
      const end = Math.min(to, version)
      if (isForward || from > end) return { version, records: ahead }

      // The record that holds the last version wanted ends at it or behind it.
      const byStream = store.index('byStream')
      const start = await byStream.openKeyCursor(versionsFrom(streamId, end))
      const records: CommitRecord[] = []
      let cursor = start && (await byStream.openCursor(IDBKeyRange.bound([streamId, from], start.key), 'prev'))
      while (cursor && records.length < maxRecords) {
        records.push(cursor.value)
        cursor = await cursor.continue()
      }
      return { version, records }
    }
    return this.#connection.use(inOneGo).catch(async (failure) => {
      let version = 0
      const records = await readAlone(failure, this.#connection, async (commits) => {
        version = (await headsIn(commits, [streamId]))[0] ?? 0
        return commits.index('byStream').openKeyCursor(versionsFrom(streamId, isForward ? from : Math.min(to, version)))
      })
      return { version, records }
    })
  }

  async openInspection(): Promise<LogInspection> {
    return new IndexedDBInspection(this.#connection, this.pages)
  }

  async openStaging(): Promise<StagingStorage> {
    return new IndexedDBStaging(this.#connection, this.logId)
  }

  close(): Promise<void> {
    return this.#connection.close()
  }

  readonly #lastAlone = async (failure: unknown): Promise<CommitRecord | undefined> => {
    const [last] = await readAlone(failure, this.#connection, (commits) => commits.openKeyCursor(null, 'prev'))
    return last
  }

  /** @returns the first of the records */
  #addAll(transaction: IDBTransaction, records: readonly CommitRecord[]): CommitRecord | undefined {
    const commits = transaction.objectStore('commits')
    // add(), not put(): a taken key means that another tab appended first, and we must decide again.
    for (const record of records) commits.add(record)
    // Of a transaction that was told to commit, Firefox stores the rest although an add() other than the last failed.
    if (records.length === 1) transaction.commit()
    this.pages.reaches(records.at(-1)?.position ?? 0)
    return records[0]
  }
}
