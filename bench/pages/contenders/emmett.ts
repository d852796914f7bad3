import { type Event, getInMemoryEventStore } from '@event-driven-io/emmett'
import type { BankEvent } from '../../../examples/bank-events.ts'
import { bankEvents, type GeneratedLog } from '../generated-events.ts'
import { type Contender, UnsupportedLog } from '../log.ts'
import { apply, noTotals, type Totals } from '../totals.ts'

type EmmettEvent = Event<BankEvent['type'], BankEvent['data']>

const stream = 'account:1'

/** Emmett's store in memory, folded by its `aggregateStream`. */
class EmmettLog extends UnsupportedLog {
  readonly #store = getInMemoryEventStore()

  override async load(_log: GeneratedLog, from: number, to: number): Promise<void> {
    await this.#store.appendToStream<EmmettEvent>(stream, bankEvents(from, to))
  }

  override async totals(): Promise<Totals> {
    const { state } = await this.#store.aggregateStream<Totals, EmmettEvent>(stream, {
      initialState: noTotals,
      evolve(totals: Totals, { type, data }: EmmettEvent): Totals {
        apply(totals, { type, data } as BankEvent)
        return totals
      },
    })
    return state
  }

  override async close(): Promise<void> {}
}

export default {
  open: async () => new EmmettLog(),
  openInMemory: async () => new EmmettLog(),
  remove: async () => {},
} satisfies Contender
