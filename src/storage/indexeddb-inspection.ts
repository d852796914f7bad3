import type { CommitRecord } from '../log/commit-record.ts'
import type { LogInspection } from '../log/log-storage.ts'
import type { PackedEvents } from '../log/packed-events.ts'
import type { Connection } from './connection.ts'
import type { IndexedDBPages } from './indexeddb-pages.ts'
import { readAlone } from './lost-content.ts'
import { reading } from './reading.ts'

/** Shows the records and the index entries of a database as they are. */
export class IndexedDBInspection implements LogInspection {
  readonly #connection: Connection
  readonly #pages: IndexedDBPages

  constructor(connection: Connection, pages: IndexedDBPages) {
    this.#connection = connection
    this.#pages = pages
  }

  records(from: number, maxRecords: number): Promise<readonly CommitRecord[]> {
    const range = IDBKeyRange.lowerBound(from)
    return this.#connection
      .use((database) => reading(database, 'commits').getAll(range, maxRecords))
      .catch((failure) => readAlone(failure, this.#connection, (commits) => commits.openKeyCursor(range)))
  }

  findStreams(heads: CommitRecord['streams']): Promise<readonly (number | undefined)[]> {
    return this.#connection.use((database) => {
      const byStream = reading(database, 'commits').index('byStream')
      return Promise.all(heads.map(([streamId, version]) => byStream.getKey([streamId, version])))
    })
  }

  findCommands(commandIds: readonly string[]): Promise<readonly (number | undefined)[]> {
    return this.#connection.use((database) => {
      const byCommand = reading(database, 'commits').index('byCommand')
      return Promise.all(commandIds.map((commandId) => byCommand.getKey(commandId)))
    })
  }

  pages(from: number, maxPages: number): Promise<readonly PackedEvents[]> {
    return this.#connection.use((database) => reading(database, 'pages').getAll(IDBKeyRange.lowerBound(from), maxPages))
  }

  dropPages(): Promise<void> {
    return this.#pages.drop()
  }

  indexSizes(): Promise<{ streams: number; commands: number }> {
    return this.#connection.use(async (database) => {
      const store = reading(database, 'commits')
      const [streams, commands] = await Promise.all([store.index('byStream').count(), store.index('byCommand').count()])
      return { streams, commands }
    })
  }
}
