import { defineProjection, LiveProjection, openEventStore } from 'rewindable'
import type { BankEvent } from '../../../examples/bank-events.ts'
import { checkTotals } from '../check.ts'
import { bankEvents } from '../generated-events.ts'
import { timed } from '../timed.ts'
import { book, noTotals, type Totals } from '../totals.ts'
import type { Work } from '../works/work.ts'

const storeName = 'several projections'
const streams = 100
const eventsPerStream = 10

/** Live projections start over one log that was just opened. @returns the time until all have caught up */
export function catchUpOf(count: number): Work<undefined> {
  const definitions = Array.from({ length: count }, (_, index) =>
    defineProjection<Totals, BankEvent>({
      name: `totals ${index}`,
      initialState: noTotals,
      when: {
        MoneyDeposited: (totals, { data }) => book(totals, data, 1),
        MoneyWithdrawn: (totals, { data }) => book(totals, data, -1),
      },
    }),
  )
  return {
    async prepare(_, size) {
      const store = await openEventStore<BankEvent>(storeName)
      for (let index = await store.lastPosition(); index < size; ) {
        const appends = Array.from({ length: streams }, (_, stream) => ({
          streamId: `account:${stream}`,
          events: bankEvents(index + stream * eventsPerStream, index + (stream + 1) * eventsPerStream),
        }))
        await store.appendBatch(appends)
        index += streams * eventsPerStream
      }
      await store.close()
    },

    async turn(_, size) {
      const store = await openEventStore<BankEvent>(storeName)
      const { took, result } = await timed(async () => {
        // Without snapshots, each turn folds the whole log.
        const projections = definitions.map((definition) => new LiveProjection(store, definition, { snapshots: false }))
        await Promise.all(projections.map((projection) => projection.catchUp()))
        return projections
      })
      for (const projection of result) {
        checkTotals(projection.state, size)
        projection.stop()
      }
      await store.close()
      return took
    },
  }
}
