import type { DocumentCollection, DocumentKey, DocumentStorage } from '../../log/document-storage.ts'
import type { Connection } from './connection.ts'
import { withFreeSpace } from './free-space.ts'
import { reading } from './reading.ts'
import type { LogDatabase } from './schema.ts'

/** Stores documents in the database of the log, so that a crash never keeps a document and loses an earlier commit. */
export class Documents implements DocumentStorage {
  readonly #connection: Connection

  constructor(connection: Connection) {
    this.#connection = connection
  }

  readLatest(collection: DocumentCollection, name: string, atOrBefore?: number): Promise<unknown> {
    return this.#connection.use(async (database) => {
      const cursor = await reading(database, collection).openCursor(keysOf(name, atOrBefore), 'prev')
      return cursor?.value
    })
  }

  listNumbers(collection: DocumentCollection, name: string): Promise<number[]> {
    return this.#connection.use(async (database) => {
      const keys = await reading(database, collection).getAllKeys(keysOf(name))
      return keys.map(([, number]) => number)
    })
  }

  update<Value>(
    collection: DocumentCollection,
    [name, number]: DocumentKey,
    change: (current: unknown) => Value,
  ): Promise<Value> {
    const key: [string, number] = [name, number]
    const replace = async (database: LogDatabase): Promise<Value> => {
      const { store, done } = database.transaction(collection, 'readwrite')
      // `done` is awaited below. If a request fails first, that error is thrown instead.
      done.catch(() => {})
      const next = change(await store.get(key))
      await Promise.all([store.put(next, key), done])
      return next
    }
    const update = (): Promise<Value> => this.#connection.use(replace)
    // Storing a snapshot frees no space, because freeing space would drop the other snapshots.
    return collection === 'snapshots' ? update() : withFreeSpace(this.#connection, update)
  }

  delete(collection: DocumentCollection, name: string, numbers?: readonly number[]): Promise<void> {
    return this.#connection.use(async (database) => {
      const { store, done } = database.transaction(collection, 'readwrite')
      const keys = numbers ? numbers.map((number) => IDBKeyRange.only([name, number])) : [keysOf(name)]
      await Promise.all([...keys.map((key) => store.delete(key)), done])
    })
  }
}

/** Returns the range of keys of a name. IndexedDB orders an array after every number. */
function keysOf(name: string, to: number | readonly [] = []): IDBKeyRange {
  return IDBKeyRange.bound([name], [name, to])
}
