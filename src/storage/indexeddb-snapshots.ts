import type { Snapshot, SnapshotStorage } from '../log/log-storage.ts'
import type { Connection } from './connection.ts'

/** Keeps snapshots beside the log, in the same database: what survives a crash is then in the order it was written. */
export class IndexedDBSnapshots implements SnapshotStorage {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  async save(snapshot: Snapshot): Promise<void> {
    await this.#connection.use((database) => database.put('snapshots', snapshot))
  }

  latest(projection: string, atOrBefore: number): Promise<Snapshot | undefined> {
    return this.#connection.use(async (database) => {
      const range = IDBKeyRange.bound([projection], [projection, atOrBefore])
      return (await database.transaction('snapshots').store.openCursor(range, 'prev'))?.value
    })
  }

  drop(projection: string, before?: number): Promise<void> {
    const end = before === undefined ? [] : before
    return this.#connection.use((database) =>
      database.delete('snapshots', IDBKeyRange.bound([projection], [projection, end], false, true)),
    )
  }
}
