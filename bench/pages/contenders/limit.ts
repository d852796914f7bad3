import type { BankEvent } from '../../../examples/bank-events.ts'
import { bankEvents, type GeneratedLog } from '../generated-events.ts'
import { LimitLog, openLimit, removeLimit } from '../limit-log.ts'
import { type Contender, UnsupportedLog } from '../log.ts'
import { apply, noTotals, type Totals } from '../totals.ts'

/** An array, to measure only the fold. */
class BareArray extends UnsupportedLog {
  #events: readonly BankEvent[] = []

  override async load(_log: GeneratedLog, from: number, to: number): Promise<void> {
    this.#events = bankEvents(from, to)
  }

  override async totals(): Promise<Totals> {
    const totals = noTotals()
    for (const event of this.#events) apply(totals, event)
    return totals
  }

  override async close(): Promise<void> {}
}

export default {
  isBare: true,
  open: async (name) => new LimitLog(await openLimit(name), { commit: false }),
  openInMemory: async () => new BareArray(),
  remove: removeLimit,
} satisfies Contender
