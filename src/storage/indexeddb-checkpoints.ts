import type { Checkpoint, CheckpointStorage } from '../log/log-storage.ts'
import type { Connection } from './connection.ts'
import type { LogDatabase } from './indexeddb-schema.ts'
import { withRoom } from './make-room.ts'
import { reading } from './reading.ts'

/** Keeps checkpoints beside the log. */
export class IndexedDBCheckpoints implements CheckpointStorage {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  read(reactor: string): Promise<Checkpoint | undefined> {
    return this.#connection.use((database) => reading(database, 'checkpoints').get(reactor))
  }

  update(reactor: string, change: (current: Checkpoint | undefined) => Checkpoint): Promise<Checkpoint> {
    const replace = async (database: LogDatabase): Promise<Checkpoint> => {
      const { store, done } = database.transaction('checkpoints', 'readwrite')
      // Heard below, unless it fails before.
      done.catch(() => {})
      const next = change(await store.get(reactor))
      await Promise.all([store.put(next), done])
      return next
    }
    return withRoom(this.#connection, () => this.#connection.use(replace))
  }
}
