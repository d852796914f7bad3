import { unwrap } from 'idb'
import type { StoredEvent } from '../../events/stored-event.ts'
import type { StagingStorage } from '../../log/replaceable-storage.ts'
import { packRecords } from './commit-record.ts'
import type { Connection } from './connection.ts'
import { withFreeSpace } from './free-space.ts'
import { moveStaged, stagedBy } from './move-staged.ts'
import { endOf } from './packed-events.ts'
import type { Pages } from './pages.ts'
import { reading } from './reading.ts'
import { replaceLog } from './replace-log.ts'
import type { ResponseDeadlines } from './response-deadlines.ts'
import type { LogDatabase } from './schema.ts'
import { outcomeOf, type WriteOutcome, writeOnce } from './write-once.ts'

/** Stages an import in a separate object store, so that a crash during the import does not change the log. */
export class Staging implements StagingStorage {
  readonly #connection: Connection
  readonly #logId: string
  readonly #pages: Pages
  /** The history that the import is compared with. */
  readonly #historyId: string

  constructor(connection: Connection, logId: string, pages: Pages) {
    this.#connection = connection
    this.#logId = logId
    this.#pages = pages
    this.#historyId = connection.historyId
  }

  add(importId: string, events: readonly StoredEvent[], commandBefore: string | undefined): Promise<void> {
    const records = packRecords(events, commandBefore)
    const stage = async (database: LogDatabase): Promise<void> => {
      const transaction = database.transaction('staging', 'readwrite')
      const added = records.map((record) => transaction.store.put(record, [importId, record.position]))
      await Promise.all([...added, transaction.done])
    }
    return withFreeSpace(this.#connection, () => this.#connection.use(stage))
  }

  async publish(importId: string, events: number): Promise<boolean> {
    const first = await this.#connection.use((database) => reading(database, 'staging').get(stagedBy(importId)))
    if (!first) return events === 0
    const isPublished = await writeOnce(this.#connection, (database, sent) => {
      if (this.#connection.historyId !== this.#historyId) return Promise.resolve('taken' as const)
      sent(first)
      return moveAll(database, this.#connection.deadlines, importId, first.position, events)
    })
    if (isPublished) this.#pack(first.position + events - 1)
    return isPublished
  }

  async replace(importId: string, events: number, signal?: AbortSignal): Promise<boolean> {
    const isReplaced = await replaceLog(this.#connection, { logId: this.#logId, importId, events }, signal)
    if (isReplaced) this.#pack(events)
    return isReplaced
  }

  drop(importId?: string): Promise<void> {
    return this.#connection.use((database) =>
      importId === undefined ? database.clear('staging') : database.delete('staging', stagedBy(importId)),
    )
  }

  /** Starts packing. The import does not wait for it. */
  #pack(lastPosition: number): void {
    const reach = async (database: LogDatabase): Promise<void> => {
      this.#pages.reaches(database, lastPosition)
      this.#pages.streams.reaches(lastPosition)
    }
    // Pages are derived, so a failure does not matter.
    this.#connection.use(reach).catch(() => {})
  }
}

async function moveAll(
  database: LogDatabase,
  deadlines: ResponseDeadlines,
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
    // The copy can take longer than a deadline, and later requests wait for the copy. Therefore, each answer extends all deadlines.
    const extend = (): void => deadlines.extendAll()
    fits = next === start && (await moveStaged(unwrap(transaction), { importId, start, events }, extend))
    if (!fits) throw new Error('the log or the staging area has changed')
    await staging.delete(stagedBy(importId))
  }

  // `outcomeOf` reports the end of the transaction.
  transaction.done.catch(() => {})
  const outcome = await outcomeOf(unwrap(transaction), deadlines, move)
  return fits ? outcome : 'taken'
}
