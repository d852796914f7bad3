import { unwrap } from 'idb'
import type { CommitRecord } from '../log/commit-record.ts'
import type { StagingStorage } from '../log/log-storage.ts'
import { endOf } from '../log/packed-events.ts'
import type { Connection } from './connection.ts'
import { outcomeOf, type WriteOutcome, writeExactly } from './exact-write.ts'
import type { LogDatabase } from './indexeddb-schema.ts'
import { withRoom } from './make-room.ts'
import { moveStaged, stagedBy } from './move-staged.ts'
import type { Patience } from './patience.ts'
import { reading } from './reading.ts'
import { replaceLog } from './replace-log.ts'

/** Holds an import aside in an object store of its own, so that a crash in the middle leaves the log untouched. */
export class IndexedDBStaging implements StagingStorage {
  readonly #connection: Connection
  readonly #logId: string
  /** The events that an import was compared with. */
  readonly #historyId: string

  constructor(connection: Connection, logId: string) {
    this.#connection = connection
    this.#logId = logId
    this.#historyId = connection.historyId
  }

  add(importId: string, records: readonly CommitRecord[]): Promise<void> {
    const stage = async (database: LogDatabase): Promise<void> => {
      const transaction = database.transaction('staging', 'readwrite')
      const added = records.map((record) => transaction.store.put(record, [importId, record.position]))
      await Promise.all([...added, transaction.done])
    }
    return withRoom(this.#connection, () => this.#connection.use(stage))
  }

  async publish(importId: string, events: number): Promise<boolean> {
    const first = await this.#connection.use((database) => reading(database, 'staging').get(stagedBy(importId)))
    if (!first) return events === 0
    return writeExactly(this.#connection, (database, sent) => {
      if (this.#connection.historyId !== this.#historyId) return Promise.resolve('taken' as const)
      sent(first)
      return moveAll(database, this.#connection.patience, importId, first.position, events)
    })
  }

  replace(importId: string, events: number, signal?: AbortSignal): Promise<boolean> {
    return replaceLog(this.#connection, { logId: this.#logId, importId, events }, signal)
  }

  drop(importId?: string): Promise<void> {
    return this.#connection.use((database) =>
      importId === undefined ? database.clear('staging') : database.delete('staging', stagedBy(importId)),
    )
  }
}

async function moveAll(
  database: LogDatabase,
  patience: Patience,
  importId: string,
  start: number,
  events: number,
): Promise<WriteOutcome> {
  const transaction = database.transaction(['commits', 'staging'], 'readwrite')
  const commits = transaction.objectStore('commits')
  const staging = transaction.objectStore('staging')
  let fits = true

  async function move(): Promise<void> {
    const last = await commits.openCursor(null, 'prev')
    const next = (last ? endOf(last.value) : 0) + 1
    // It may take long, but not all of it in silence: neither it nor what waits behind it is given up.
    const heard = (): void => patience.heard()
    fits = next === start && (await moveStaged(unwrap(transaction), { importId, start, events }, heard))
    if (!fits) throw new Error('the log or the staging area is not as it was')
    await staging.delete(stagedBy(importId))
  }

  // How it ends is heard below.
  transaction.done.catch(() => {})
  const outcome = await outcomeOf(unwrap(transaction), patience, move)
  return fits ? outcome : 'taken'
}
