import { createRxDatabase, type RxCollection, type RxDatabase, removeRxDatabase } from 'rxdb/plugins/core'
import { getRxStorageDexie } from 'rxdb/plugins/storage-dexie'
import type { BankEvent } from '../../../examples/bank-events.ts'
import type { VersionedEvent } from '../check.ts'
import { type GeneratedLog, newEvent, type StoredEvent } from '../generated-events.ts'
import { HandWrittenLog, keyframeEvery, type StateName } from '../hand-written-log.ts'
import type { Contender } from '../log.ts'
import type { Totals, TotalsAt } from '../totals.ts'

type EventDocument = StoredEvent & { readonly key: string }
type StateDocument = { readonly key: string; readonly position: number; readonly totals: Totals }
type Collections = { readonly events: RxCollection<EventDocument>; readonly snapshots: RxCollection<StateDocument> }

const pageSize = 1_000
const position = { type: 'number', minimum: 0, maximum: 1e9, multipleOf: 1 } as const
const key = { type: 'string', maxLength: 100 } as const
const text = { type: 'string' } as const

const eventSchema = {
  version: 0,
  primaryKey: 'key',
  type: 'object',
  properties: {
    key,
    position,
    id: text,
    streamId: key,
    version: position,
    type: text,
    recordedAt: { type: 'number' },
    data: { type: 'object' },
    metadata: { type: 'object' },
  },
  required: ['key', 'position', 'streamId', 'version'],
  indexes: ['position', ['streamId', 'version']],
} as const

const stateSchema = {
  version: 0,
  primaryKey: 'key',
  type: 'object',
  properties: { key, position, totals: { type: 'object' } },
  required: ['key'],
} as const

/**
 * RxDB has no transactions. The primary key is stream and version, so two writers get a conflict on the same key. RxDB has no
 * sequences. The only writing tab therefore counts positions and versions, starting with an empty log.
 */
class RxdbLog extends HandWrittenLog {
  readonly #database: RxDatabase<Collections>
  readonly #heads = new Map<string, number>()
  #lastPosition = 0

  constructor(database: RxDatabase<Collections>) {
    super()
    this.#database = database
  }

  override async append(streamId: string, event: BankEvent, expectedVersion?: number): Promise<unknown> {
    const [document] = this.#documents(streamId, [event], expectedVersion)
    return document && this.#database.events.insert(document)
  }

  override appendBatch(streamId: string, events: readonly BankEvent[], expectedVersion?: number): Promise<void> {
    return this.#insert(this.#documents(streamId, events, expectedVersion))
  }

  override async load(log: GeneratedLog, from: number, to: number): Promise<void> {
    for (const events of log.batches(from, to)) {
      await this.#insert(events.map((event) => ({ ...event, key: keyOf(event.streamId, event.version) })))
    }
  }

  override async readStream(streamId: string): Promise<readonly VersionedEvent[]> {
    const sort = [{ streamId: 'asc' as const }, { version: 'asc' as const }]
    const documents = await this.#database.events.find({ selector: { streamId }, sort }).exec()
    return documents.map((document) => document.toJSON())
  }

  override async close(): Promise<void> {
    await this.#database.close()
  }

  protected override onAppend(listener: () => void): void {
    this.#database.events.$.subscribe(() => listener())
  }

  protected override async eachPage(
    after: number,
    atPosition: number,
    onPage: (events: readonly BankEvent[]) => void,
  ): Promise<void> {
    for (let last = after; last < atPosition; ) {
      const selector = { position: { $gt: last, $lte: Math.min(atPosition, 1e9) } }
      const query = this.#database.events.find({ selector, sort: [{ position: 'asc' }], limit: pageSize })
      const events = (await query.exec()).map((document) => document.toJSON())
      onPage(events)
      if (events.length < pageSize) return
      last = events.at(-1)?.position ?? atPosition
    }
  }

  protected override async saveState(name: StateName, { position, totals }: TotalsAt): Promise<void> {
    await this.#database.snapshots.upsert({ key: stateKey(name, position), position, totals })
  }

  protected override async latestState(name: StateName, atOrBefore: number): Promise<TotalsAt | undefined> {
    const found = await this.#database.snapshots.findOne(stateKey(name, atOrBefore)).exec()
    return found?.toMutableJSON()
  }

  #documents(streamId: string, events: readonly BankEvent[], expectedVersion?: number): EventDocument[] {
    const head = expectedVersion ?? this.#heads.get(streamId) ?? 0
    this.#heads.set(streamId, head + events.length)
    return events.map((event, index) => {
      const version = head + index + 1
      const position = ++this.#lastPosition
      return { ...newEvent(event, streamId, version), position, key: keyOf(streamId, version) }
    })
  }

  async #insert(documents: EventDocument[]): Promise<void> {
    const { error } = await this.#database.events.bulkInsert(documents)
    if (error.length > 0) throw new Error(`${error.length} of ${documents.length} events already exist`)
  }
}

export default {
  async open(name) {
    const database = await createRxDatabase<Collections>({ name: databaseName(name), storage: getRxStorageDexie() })
    await database.addCollections({ events: { schema: eventSchema }, snapshots: { schema: stateSchema } })
    return new RxdbLog(database)
  },
  async remove(name) {
    await removeRxDatabase(databaseName(name), getRxStorageDexie())
  },
} satisfies Contender

function keyOf(name: string, count: number): string {
  return `${name}|${String(count).padStart(8, '0')}`
}

// A query in descending order would read all states. The key of the latest state therefore has a fixed value.
function stateKey(name: StateName, atOrBefore: number): string {
  return name === 'snapshot' ? name : keyOf(name, Math.floor(atOrBefore / keyframeEvery))
}

// RxDB does not allow spaces in a name.
function databaseName(name: string): string {
  return name.replaceAll(' ', '-')
}
