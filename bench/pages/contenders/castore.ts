import { type EventDetail, EventStore, EventType } from '@castore/core'
import { InMemoryEventStorageAdapter } from '@castore/event-storage-adapter-in-memory'
import type { BankEvent } from '../../../examples/bank-events.ts'
import { bankEvent, type GeneratedLog } from '../generated-events.ts'
import { type Contender, UnsupportedLog } from '../log.ts'
import { apply, noTotals, type Totals } from '../totals.ts'

type Booked = { amount: number; note?: string }
type Booking = EventDetail<'MoneyDeposited' | 'MoneyWithdrawn', Booked>
type Account = { readonly aggregateId: string; readonly version: number; readonly totals: Totals }

const aggregateId = '1'

/** Castore's store in memory, folded by its `getAggregate`. */
class CastoreLog extends UnsupportedLog {
  #store: ReturnType<typeof storeOf> = storeOf([])

  override async load(log: GeneratedLog, from: number, to: number): Promise<void> {
    const events = Array.from({ length: to - from }, (_, index) => {
      const { type, data: payload } = bankEvent(from + index)
      const timestamp = new Date(log.recordedAt(from + index)).toISOString()
      return { aggregateId, version: index + 1, type, timestamp, payload }
    })
    this.#store = storeOf(events)
  }

  override async totals(): Promise<Totals> {
    const { aggregate } = await this.#store.getAggregate(aggregateId)
    return aggregate?.totals ?? noTotals()
  }

  override async close(): Promise<void> {}
}

function storeOf(initialEvents: EventDetail[]) {
  return new EventStore({
    eventStoreId: 'BANK',
    eventTypes: [
      new EventType<'MoneyDeposited', Booked>({ type: 'MoneyDeposited' }),
      new EventType<'MoneyWithdrawn', Booked>({ type: 'MoneyWithdrawn' }),
    ],
    reducer: (account: Account, { version, type, payload }: Booking): Account => {
      // Undefined before the first event, although the type does not say so.
      const { totals } = version === 1 ? { totals: noTotals() } : account
      apply(totals, { type, data: payload } satisfies BankEvent)
      return { aggregateId, version, totals }
    },
    eventStorageAdapter: new InMemoryEventStorageAdapter({ initialEvents }),
  })
}

export default {
  open: async () => new CastoreLog(),
  openInMemory: async () => new CastoreLog(),
  remove: async () => {},
} satisfies Contender
