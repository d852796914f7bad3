import { unwrap, wrap } from 'idb'
import type { LogStorage } from '../../log/log-storage.ts'
import type { CommitRecord } from './commit-record.ts'
import type { Connection } from './connection.ts'
import { IndexedDBStorage } from './indexeddb-storage.ts'
import type { PackedEvents } from './packed-events.ts'
import type { Pages } from './pages.ts'
import { readLostRecord } from './read-lost-record.ts'
import { reading } from './reading.ts'
import type { StreamPage } from './stream-page.ts'

/** Returns access to the records of a storage. Returns `undefined` if the storage does not keep its log in IndexedDB. */
export function inspectionOf(storage: LogStorage | undefined): LogInspection | undefined {
  return storage instanceof IndexedDBStorage ? new LogInspection(storage.connection, storage.pages) : undefined
}

/** Reads records, pages and index entries as they are stored, valid or damaged. */
export class LogInspection {
  readonly #connection: Connection
  readonly #pages: Pages

  constructor(connection: Connection, pages: Pages) {
    this.#connection = connection
    this.#pages = pages
  }

  /** Reads the next records, at most `maxRecords`, whose keys are `from` or more, in order. */
  records(from: number, maxRecords: number): Promise<readonly CommitRecord[]> {
    const range = IDBKeyRange.lowerBound(from)
    return this.#connection
      .use((database) => reading(database, 'commits').getAll(range, maxRecords))
      .catch((failure) => readLostRecord(failure, this.#connection, (commits) => commits.openKeyCursor(range)))
  }

  /** Looks up streams in the index of streams. @param heads streams and last versions, as in a record @returns the keys of the records */
  findStreams(heads: CommitRecord['streams']): Promise<readonly (number | undefined)[]> {
    return this.#connection.use((database) => {
      const byStream = reading(database, 'commits').index('byStream')
      return Promise.all(heads.map(([streamId, version]) => byStream.getKey([streamId, version])))
    })
  }

  /** Looks up commands in the index of commands. @returns the keys of the records */
  findCommands(commandIds: readonly string[]): Promise<readonly (number | undefined)[]> {
    return this.#connection.use((database) => {
      const byCommand = reading(database, 'commits').index('byCommand')
      return Promise.all(commandIds.map((commandId) => byCommand.getKey(commandId)))
    })
  }

  /** Reads the next pages, at most `maxPages`, that begin at or after `from`, in order. */
  pages(from: number, maxPages: number): Promise<readonly PackedEvents[]> {
    const range = IDBKeyRange.bound(from, Infinity)
    return this.#connection.use((database) => reading(database, 'pages').getAll(range, maxPages))
  }

  /** Reads the next pages of streams, at most `maxPages`, after a page, in the order of their keys. */
  streamPages(after: StreamPage | undefined, maxPages: number): Promise<readonly StreamPage[]> {
    // An empty array precedes all other arrays, and follows all numbers.
    const range = after ? IDBKeyRange.lowerBound(after.position, true) : IDBKeyRange.lowerBound([])
    return this.#connection.use((database) => {
      const pages = unwrap(database).transaction('pages').objectStore('pages')
      return wrap<StreamPage[]>(pages.getAll(range, maxPages))
    })
  }

  dropPages(): Promise<void> {
    return this.#pages.drop()
  }

  /** Counts the entries of both indexes. */
  indexSizes(): Promise<{ streams: number; commands: number }> {
    return this.#connection.use(async (database) => {
      const store = reading(database, 'commits')
      const [streams, commands] = await Promise.all([store.index('byStream').count(), store.index('byCommand').count()])
      return { streams, commands }
    })
  }
}
