import { type DBSchema, deleteDB, type IDBPDatabase, openDB } from 'idb'
import type { BankEvent } from '../../../examples/bank-events.ts'
import { type GeneratedLog, type NewEvent, newEvent } from '../generated-events.ts'
import { HandWrittenLog, type StateName } from '../hand-written-log.ts'
import type { Contender } from '../log.ts'
import type { TotalsAt } from '../totals.ts'

interface Schema extends DBSchema {
  events: {
    key: number
    value: NewEvent & { readonly position?: number }
    indexes: { byStream: [streamId: string, version: number] }
  }
  states: { key: [name: string, position: number]; value: TotalsAt & { name: StateName } }
}

const pageSize = 1_000

/** Hand-written IndexedDB code: one record for each event, one index, one transaction for each append. */
class IdbLog extends HandWrittenLog {
  readonly #database: IDBPDatabase<Schema>
  readonly #bell: BroadcastChannel

  constructor(database: IDBPDatabase<Schema>) {
    super()
    this.#database = database
    this.#bell = new BroadcastChannel(database.name)
  }

  override append(streamId: string, event: BankEvent, expectedVersion?: number): Promise<unknown> {
    return this.appendBatch(streamId, [event], expectedVersion)
  }

  override async appendBatch(
    streamId: string,
    events: readonly BankEvent[],
    expectedVersion?: number,
  ): Promise<unknown> {
    const transaction = this.#database.transaction('events', 'readwrite')
    const last = await transaction.store.index('byStream').openKeyCursor(versionsOf(streamId), 'prev')
    const version = last ? last.key[1] : 0
    if (expectedVersion !== undefined && version !== expectedVersion) {
      transaction.abort()
      await transaction.done.catch(() => {})
      throw new Error(`expected version ${expectedVersion} of ${streamId}, found ${version}`)
    }
    const adding = events.map((event, index) => transaction.store.add(newEvent(event, streamId, version + index + 1)))
    await Promise.all([...adding, transaction.done])
    this.#bell.postMessage('appended')
    return undefined
  }

  override async load(log: GeneratedLog, from: number, to: number): Promise<void> {
    for (const events of log.batches(from, to)) {
      const transaction = this.#database.transaction('events', 'readwrite')
      await Promise.all([...events.map((event) => transaction.store.add(event)), transaction.done])
    }
  }

  override async readStream(streamId: string): Promise<Schema['events']['value'][]> {
    return this.#database.getAllFromIndex('events', 'byStream', versionsOf(streamId))
  }

  override async close(): Promise<void> {
    this.#bell.close()
    this.#database.close()
  }

  protected override async eachPage(
    after: number,
    atPosition: number,
    onPage: (events: readonly BankEvent[]) => void,
  ): Promise<void> {
    for (let last = after; last < atPosition; ) {
      const events = await this.#database.getAll('events', IDBKeyRange.bound(last, atPosition, true), pageSize)
      onPage(events)
      if (events.length < pageSize) return
      last += events.length
    }
  }

  protected override onAppend(listener: () => void): void {
    this.#bell.onmessage = listener
  }

  protected override saveState(name: StateName, state: TotalsAt): Promise<unknown> {
    return this.#database.put('states', { ...state, name })
  }

  protected override async latestState(name: StateName, atOrBefore: number): Promise<TotalsAt | undefined> {
    const states = this.#database.transaction('states').store
    const cursor = await states.openCursor(IDBKeyRange.bound([name, 0], [name, atOrBefore]), 'prev')
    return cursor?.value
  }
}

export default {
  async open(name) {
    return new IdbLog(
      await openDB<Schema>(name, 1, {
        upgrade(database) {
          const events = database.createObjectStore('events', { keyPath: 'position', autoIncrement: true })
          events.createIndex('byStream', ['streamId', 'version'], { unique: true })
          database.createObjectStore('states', { keyPath: ['name', 'position'] })
        },
      }),
    )
  },
  remove: (name) => deleteDB(name),
} satisfies Contender

function versionsOf(streamId: string): IDBKeyRange {
  return IDBKeyRange.bound([streamId, 0], [streamId, Number.MAX_SAFE_INTEGER])
}
