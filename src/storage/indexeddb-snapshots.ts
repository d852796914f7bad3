import type { Snapshot, SnapshotStorage } from '../log/log-storage.ts'
import type { Connection } from './connection.ts'
import { reading } from './reading.ts'

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
      return (await reading(database, 'snapshots').openCursor(range, 'prev'))?.value
    })
  }

  list(projection: string): Promise<number[]> {
    return this.#connection.use(async (database) => {
      const keys = await reading(database, 'snapshots').getAllKeys(allOf(projection))
      return keys.map(([, position]) => position)
    })
  }

  drop(projection: string, positions?: readonly number[]): Promise<void> {
    return this.#connection.use(async (database) => {
      const { store, done } = database.transaction('snapshots', 'readwrite')
      const keys = positions
        ? positions.map((position) => IDBKeyRange.only([projection, position]))
        : [allOf(projection)]
      await Promise.all([...keys.map((key) => store.delete(key)), done])
    })
  }
}

// An array counts as greater than any position.
function allOf(projection: string): IDBKeyRange {
  return IDBKeyRange.bound([projection], [projection, []])
}
