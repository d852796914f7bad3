import type { Checkpoint, CheckpointStorage } from '../log/log-storage.ts'
import type { Connection } from './connection.ts'

/** Keeps checkpoints beside the log. */
export class IndexedDBCheckpoints implements CheckpointStorage {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  read(reactor: string): Promise<Checkpoint | undefined> {
    return this.#connection.use((database) => database.get('checkpoints', reactor))
  }

  update(reactor: string, change: (current: Checkpoint | undefined) => Checkpoint): Promise<Checkpoint> {
    return this.#connection.use(async (database) => {
      const transaction = database.transaction('checkpoints', 'readwrite')
      const next = change(await transaction.store.get(reactor))
      await Promise.all([transaction.store.put(next), transaction.done])
      return next
    })
  }
}
