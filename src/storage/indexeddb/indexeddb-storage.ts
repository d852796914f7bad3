import { unwrap } from 'idb'
import { LogCorrupted } from '../../events/errors.ts'
import type { DocumentStorage } from '../../log/document-storage.ts'
import type {
  Decide,
  Durability,
  EventChunk,
  LogQuestion,
  LogView,
  ReadRange,
  StreamChunks,
} from '../../log/log-storage.ts'
import type { CompleteStorage } from '../../log/replaceable-storage.ts'
import type { StorageHealth } from '../../log/storage-status.ts'
import { type CommitRecord, packRecords } from './commit-record.ts'
import type { Connection } from './connection.ts'
import { Documents } from './documents.ts'
import { Health, historyOf } from './health.ts'
import { lastIn, tailAfter, tailToFollow } from './log-end.ts'
import { endOf, PackedChunk } from './packed-events.ts'
import { Pages } from './pages.ts'
import { readLostRecord } from './read-lost-record.ts'
import { readStreamIn } from './read-stream-in.ts'
import { reading } from './reading.ts'
import { RememberedLog } from './remembered-log.ts'
import type { LogDatabase } from './schema.ts'
import { answersIn, headsIn, versionsFrom } from './stream-versions.ts'
import { outcomeOf, writeOnce } from './write-once.ts'

// For fewer events, reading the commits is as fast as reading the page, and needs no search for the page. The first batch has this size.
const worthAPage = 129

/** Keeps a log in IndexedDB. The key of a record is its first position: two writers cannot both add the same position. */
export class IndexedDBStorage implements CompleteStorage {
  readonly logId: string
  readonly documents: DocumentStorage
  readonly pages: Pages
  readonly health: StorageHealth
  readonly connection: Connection
  readonly #remembered: RememberedLog = new RememberedLog()

  private constructor(connection: Connection, logId: string, health: StorageHealth) {
    this.connection = connection
    this.logId = logId
    this.health = health
    this.documents = new Documents(connection)
    this.pages = new Pages(connection, logId)
  }

  static async open(connection: Connection, storeName: string): Promise<IndexedDBStorage> {
    const { logId, isNewLog } = await connection.identity()
    return new IndexedDBStorage(connection, logId, new Health(connection, historyOf(storeName, logId, isNewLog)))
  }

  get historyId(): string {
    return this.connection.historyId
  }

  async restoredEvents(): Promise<number> {
    const identity = await this.connection.use((database) => reading(database, 'meta').get('log'))
    return (identity && 'restored' in identity && identity.restored) || 0
  }

  async append(question: LogQuestion, decide: Decide, durability: Durability): Promise<void> {
    try {
      const remembered = this.#remembered.view(question.streamIds)
      const records = packRecords((remembered && decide(remembered)) ?? [])
      if (records.length > 0 && (await this.#write(records, durability))) return this.#remembered.wrote(records)
      // Another tab appended first, or the question needs more than the remembered view. Repetitions of the first attempt could fail
      // forever while another tab appends continuously. Write transactions run in the order of their creation.
      await this.#decideAndWrite(question, decide, durability)
    } catch (error) {
      this.#remembered.forget()
      throw error
    }
  }

  /** @returns false, with nothing written: a key is taken, or the remembered end is from another connection */
  #write(records: readonly CommitRecord[], durability: Durability): Promise<boolean> {
    return writeOnce(this.connection, async (database, sent) => {
      if (!this.#remembered.isOf(database)) return 'taken'
      // Does not use idb. Its promises for each request would take a third of the main thread's time for an append of one event.
      const transaction = unwrap(database).transaction('commits', 'readwrite', { durability })
      return outcomeOf(transaction, this.connection.deadlines, () => sent(this.#addAll(transaction, records)))
    })
  }

  async #decideAndWrite(question: LogQuestion, decide: Decide, durability: Durability): Promise<void> {
    for (let takenAt: number | undefined; ; ) {
      let records: readonly CommitRecord[] = []
      const isStored = await writeOnce(this.connection, (database, sent) => {
        const transaction = database.transaction('commits', 'readwrite', { durability })
        // `outcomeOf` reports a failure of the transaction.
        transaction.done.catch(() => {})
        return outcomeOf(unwrap(transaction), this.connection.deadlines, async (answered) => {
          const [last, answers] = await Promise.all([lastIn(transaction.store), answersIn(transaction.store, question)])
          answered()
          const view = { tail: tailToFollow(last), ...answers }
          this.#remembered.read(database, view)
          records = packRecords(decide(view) ?? [])
          sent(this.#addAll(unwrap(transaction), records))
        })
      }).catch(async (error: unknown) => {
        tailToFollow(await this.#lastRecord(error))
        throw error
      })
      if (isStored) return this.#remembered.wrote(records)
      // The transaction was aborted, and then another tab added this position. This sequence cannot happen twice at the same position.
      const position = records[0]?.position ?? 0
      if (position === takenAt) {
        throw new LogCorrupted({ position, problem: 'a commit has this position, but the log ends before it' })
      }
      takenAt = position
    }
  }

  async view(question: LogQuestion): Promise<LogView> {
    const answer = (database: LogDatabase) => answersIn(reading(database, 'commits'), question)
    try {
      return await this.connection.use(async (database) => {
        const commits = reading(database, 'commits')
        const [last, answers] = await Promise.all([lastIn(commits), answersIn(commits, question)])
        return { tail: tailAfter(last), ...answers }
      })
    } catch (error) {
      const last = await this.#lastRecord(error)
      return { tail: tailAfter(last), ...(await this.connection.use(answer)) }
    }
  }

  read({ from, to, direction, maxEvents }: ReadRange): Promise<readonly EventChunk[]> {
    const isForward = direction === 'forward'
    const start = isForward ? from : to
    const readChunks = async (database: LogDatabase): Promise<readonly EventChunk[]> => {
      // Positions have no gaps, so a range of keys limits the number of events without a cursor.
      const low = isForward ? from : Math.max(from, to - maxEvents + 1)
      let high = isForward ? Math.min(to, from + maxEvents - 1) : to
      if (isForward && Math.min(to - from + 1, maxEvents) >= worthAPage && this.pages.areSound) {
        const { pages, nextPage } = await this.pages.find(database, low, high)
        if (pages.length > 0) return pages.map((page) => new PackedChunk(page, this.pages.dropDamaged))
        high = Math.min(high, nextPage - 1)
      }
      const store = reading(database, 'commits')
      const records = await store.getAll(IDBKeyRange.bound(low, high))
      if (!isForward) records.reverse()
      // The record with the start of the range may begin before the range.
      if (isForward ? records[0]?.position !== from : records.length === 0) {
        const before = await store.openCursor(IDBKeyRange.upperBound(start), 'prev')
        if (before && endOf(before.value) >= start) records.unshift(before.value)
      }
      return records.map((record) => new PackedChunk(record))
    }
    return this.connection.use(readChunks).catch(async (failure) => {
      const records = await readLostRecord(failure, this.connection, (commits) =>
        commits.openKeyCursor(IDBKeyRange.upperBound(start), 'prev'),
      )
      return records.map((record) => new PackedChunk(record))
    })
  }

  readStream(streamId: string, range: ReadRange): Promise<StreamChunks> {
    const readChunks = (database: LogDatabase) => readStreamIn(database, this.pages, streamId, range)
    return this.connection.use(readChunks).catch(async (failure) => {
      let version = 0
      const records = await readLostRecord(failure, this.connection, async (commits) => {
        version = (await headsIn(commits, [streamId]))[0] ?? 0
        const start = range.direction === 'forward' ? range.from : Math.min(range.to, version)
        return commits.index('byStream').openKeyCursor(versionsFrom(streamId, start))
      })
      return { version, chunks: records.map((record) => new PackedChunk(record)) }
    })
  }

  close(): Promise<void> {
    return this.connection.close()
  }

  async #lastRecord(failure: unknown): Promise<CommitRecord | undefined> {
    const [last] = await readLostRecord(failure, this.connection, (commits) => commits.openKeyCursor(null, 'prev'))
    return last
  }

  /** @returns the first of the records */
  #addAll(transaction: IDBTransaction, records: readonly CommitRecord[]): CommitRecord | undefined {
    const commits = transaction.objectStore('commits')
    // add(), not put(): an existing key means that another tab appended first, or that a command is repeated. Then the storage decides again.
    for (const record of records) commits.add(record)
    // After an explicit commit(), Firefox stores the other records even if an add() before the last one failed.
    if (records.length === 1) transaction.commit()
    this.pages.reaches(transaction.db, records.at(-1)?.position ?? 0)
    this.pages.streams.found(records)
    return records[0]
  }
}
