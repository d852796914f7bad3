import Dexie, { type EntityTable, liveQuery } from 'dexie'
import type { BankEvent } from '../../../examples/bank-events.ts'
import type { VersionedEvent } from '../check.ts'
import { type GeneratedLog, newEvent, type StoredEvent } from '../generated-events.ts'
import { HandWrittenLog, type StateName } from '../hand-written-log.ts'
import type { Contender } from '../log.ts'
import type { TotalsAt } from '../totals.ts'

type Database = Dexie & {
  readonly events: EntityTable<StoredEvent, 'position'>
  readonly states: Dexie.Table<TotalsAt & { readonly name: StateName }, [StateName, number]>
}

const pageSize = 1_000

/** Dexie with a compound index, its transactions and its live queries. */
class DexieLog extends HandWrittenLog {
  readonly #database: Database

  constructor(database: Database) {
    super()
    this.#database = database
  }

  override append(streamId: string, event: BankEvent, expectedVersion?: number): Promise<unknown> {
    return this.appendBatch(streamId, [event], expectedVersion)
  }

  override appendBatch(streamId: string, events: readonly BankEvent[], expectedVersion?: number): Promise<unknown> {
    const { events: table } = this.#database
    return this.#database.transaction('rw', table, async () => {
      const last = await this.#versionsOf(streamId).last()
      const version = last?.version ?? 0
      if (expectedVersion !== undefined && version !== expectedVersion) {
        throw new Error(`expected version ${expectedVersion} of ${streamId}, found ${version}`)
      }
      const recorded = events.map((event, index) => newEvent(event, streamId, version + index + 1))
      const [only] = recorded
      return only && recorded.length === 1 ? table.add(only) : table.bulkAdd(recorded)
    })
  }

  override async load(log: GeneratedLog, from: number, to: number): Promise<void> {
    for (const events of log.batches(from, to)) await this.#database.events.bulkAdd(events)
  }

  override readStream(streamId: string): Promise<readonly VersionedEvent[]> {
    return this.#versionsOf(streamId).toArray()
  }

  override async close(): Promise<void> {
    this.#database.close()
  }

  protected override onAppend(listener: () => void): void {
    const { events } = this.#database
    const lastPosition = liveQuery(async () => (await events.orderBy('position').last())?.position)
    lastPosition.subscribe(listener)
  }

  protected override async eachPage(
    after: number,
    atPosition: number,
    onPage: (events: readonly BankEvent[]) => void,
  ): Promise<void> {
    for (let last = after; last < atPosition; ) {
      const range = this.#database.events.where('position').between(last, atPosition, false, true)
      const events = await range.limit(pageSize).toArray()
      onPage(events)
      if (events.length < pageSize) return
      last += events.length
    }
  }

  protected override saveState(name: StateName, state: TotalsAt): Promise<unknown> {
    return this.#database.states.put({ ...state, name })
  }

  protected override latestState(name: StateName, atOrBefore: number): Promise<TotalsAt | undefined> {
    return this.#database.states.where('[name+position]').between([name, 0], [name, atOrBefore], true, true).last()
  }

  #versionsOf(streamId: string) {
    const events = this.#database.events.where('[streamId+version]')
    return events.between([streamId, Dexie.minKey], [streamId, Dexie.maxKey])
  }
}

export default {
  async open(name) {
    const database = new Dexie(name) as Database
    database.version(1).stores({ events: '++position, &[streamId+version]', states: '[name+position]' })
    return new DexieLog((await database.open()) as Database)
  },
  remove: (name) => Dexie.delete(name),
} satisfies Contender
