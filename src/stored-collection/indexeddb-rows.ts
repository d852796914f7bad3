import { TimeSlice } from '../platform/yield-to-main-thread.ts'
import { abort } from '../storage/indexeddb/abort.ts'
import type { ConnectionOptions } from '../storage/indexeddb/connection.ts'
import { DerivedConnection } from '../storage/indexeddb/derived-connection.ts'
import { rowLayout } from '../storage/indexeddb/row-layout.ts'
import { answerOf, completion, valuesBackward } from './row-requests.ts'
import {
  type Answer,
  afterPrefix,
  type EntryRange,
  type Generation,
  isSameContent,
  isSameRevision,
  type ParkedRow,
  type RowChanges,
  type RowStorage,
  type StoredRow,
} from './row-storage.ts'

const rowsBetweenTimeChecks = 16
// A deletion of this number of rows takes some tens of milliseconds, so other transactions do not wait long.
const rowsInDeletion = 2_000

/** Keeps rows in IndexedDB, in a database beside that of the log. */
export class IndexedDBRows implements RowStorage {
  readonly #connection: DerivedConnection

  constructor(options: ConnectionOptions) {
    this.#connection = new DerivedConnection(rowLayout, options)
  }

  async generations(name: string): Promise<readonly Generation[]> {
    const all = await this.#connection.use((database) =>
      answerOf<Generation[]>(database.transaction('generations').objectStore('generations').getAll()),
    )
    return all?.filter((record) => record.name === name) ?? []
  }

  async add(generation: Generation, unfit: Generation | undefined): Promise<Generation> {
    const stored = await this.#connection.use(async (database) => {
      const transaction = database.transaction('generations', 'readwrite')
      const done = completion(transaction)
      const store = transaction.objectStore('generations')
      const records = await answerOf<Generation[]>(store.getAll())
      if (unfit && records.some((record) => isSameRevision(record, unfit))) store.put({ ...unfit, state: 'removing' })
      const known = records.find(
        (record) => record.id !== unfit?.id && record.state !== 'removing' && isSameContent(record, generation),
      )
      if (!known) store.put(generation)
      await done
      return known ?? generation
    }, 'create')
    return stored ?? generation
  }

  rows(id: string, keys: readonly string[]): Promise<Answer<readonly (StoredRow | undefined)[]>> {
    return this.#read<readonly (StoredRow | undefined)[]>(id, [], (rows) =>
      Promise.all(keys.map((key) => answerOf<StoredRow | undefined>(rows.get(`${id}${key}`)))),
    )
  }

  range(id: string, { lower, upper, direction, limit }: EntryRange): Promise<Answer<readonly StoredRow[]>> {
    const range = IDBKeyRange.bound(lower, upper, false, true)
    return this.#read<readonly StoredRow[]>(id, [], (rows) => {
      const index = rows.index('byEntry')
      return direction === 'backward' ? valuesBackward(index, range, limit) : answerOf(index.getAll(range, limit))
    })
  }

  count(id: string, range: EntryRange | undefined): Promise<Answer<number>> {
    return this.#read(id, 0, (rows) =>
      answerOf(
        range
          ? rows.index('byEntry').count(IDBKeyRange.bound(range.lower, range.upper, false, true))
          : rows.count(rowsOf(id)),
      ),
    )
  }

  parked(id: string): Promise<Answer<readonly ParkedRow[]>> {
    return this.#read<readonly ParkedRow[]>(id, [], (rows) =>
      answerOf<ParkedRow[]>(rows.transaction.objectStore('parked').getAll(parkedOf(id))),
    )
  }

  async write(from: Generation, to: Generation, changes: RowChanges): Promise<boolean> {
    const isWritten = await this.#connection.use(async (database) => {
      const transaction = database.transaction(['generations', 'rows', 'parked'], 'readwrite')
      const done = completion(transaction)
      const generations = transaction.objectStore('generations')
      const stored = await answerOf<Generation | undefined>(generations.get(from.id))
      if (!isSameRevision(stored, from)) return false
      try {
        await putRows(transaction.objectStore('rows'), from.id, changes)
        const parked = transaction.objectStore('parked')
        for (const one of changes.park) parked.put(one, [from.id, one.position])
        for (const position of changes.unpark) parked.delete([from.id, position])
        generations.put(to)
      } catch (error) {
        // A row that cannot be stored must not leave a part of the changes.
        abort(transaction)
        throw transaction.error ?? error
      }
      await done
      return true
    })
    return isWritten ?? false
  }

  async remove(id: string): Promise<void> {
    await this.#connection.use(async (database) => {
      const transaction = database.transaction('generations', 'readwrite')
      const done = completion(transaction)
      const store = transaction.objectStore('generations')
      const record = await answerOf<Generation | undefined>(store.get(id))
      // The deletion takes several transactions. No tab may read the remaining rows.
      if (record) store.put({ ...record, state: 'removing' })
      await done
    })
    while ((await this.#connection.use((database) => deleteSomeRows(database, id))) === false);
  }

  close(): void {
    this.#connection.close()
  }

  async #read<Result>(
    id: string,
    missing: Result,
    read: (rows: IDBObjectStore) => Promise<Result>,
  ): Promise<Answer<Result>> {
    const answer = await this.#connection.use(async (database) => {
      const transaction = database.transaction(['generations', 'rows', 'parked'])
      const [generation, result] = await Promise.all([
        answerOf<Generation | undefined>(transaction.objectStore('generations').get(id)),
        read(transaction.objectStore('rows')),
      ])
      return { generation: generation?.state === 'removing' ? undefined : generation, result }
    })
    return answer ?? { generation: undefined, result: missing }
  }
}

/** Requests all changes of rows, in tasks of some milliseconds. */
async function putRows(rows: IDBObjectStore, id: string, changes: RowChanges): Promise<void> {
  const slice = new TimeSlice()
  let requests = 0
  const request = async <Result>(last: IDBRequest<Result>): Promise<void> => {
    requests += 1
    // The transaction stays active in the task of an answer.
    if (requests % rowsBetweenTimeChecks === 0 && slice.isOver)
      await slice.renew(async () => void (await answerOf(last)))
  }
  for (const key of changes.delete) await request(rows.delete(`${id}${key}`))
  for (const row of changes.put) await request(rows.put(row, `${id}${row.key}`))
}

/** @returns whether the generation has no more rows; then its record is deleted too */
async function deleteSomeRows(database: IDBDatabase, id: string): Promise<boolean> {
  const transaction = database.transaction(['generations', 'rows', 'parked'], 'readwrite')
  const done = completion(transaction)
  const rows = transaction.objectStore('rows')
  const keys = await answerOf(rows.getAllKeys(rowsOf(id), rowsInDeletion))
  const isLast = keys.length < rowsInDeletion
  if (keys.length > 0) rows.delete(IDBKeyRange.bound(keys[0], keys.at(-1)))
  if (isLast) {
    transaction.objectStore('parked').delete(parkedOf(id))
    transaction.objectStore('generations').delete(id)
  }
  await done
  return isLast
}

function rowsOf(id: string): IDBKeyRange {
  // All ids have the same length, and a key follows the id.
  return IDBKeyRange.bound(id, afterPrefix(id), false, true)
}

function parkedOf(id: string): IDBKeyRange {
  return IDBKeyRange.bound([id], [id, []])
}
