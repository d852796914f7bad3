import { ConcurrencyConflict, LiveProjection, openEventStore } from 'rewindable'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { depositPositions } from '../projection/telling-projections.ts'
import type { Order, Report } from './writer.ts'

const report = (message: Report): void => globalThis.postMessage(message)

globalThis.addEventListener('message', async ({ data }: MessageEvent<Order>) => {
  const { name, writer, appends, eventsEach, note } = data
  const store = await openEventStore<BankEvent>(name)
  const live = new LiveProjection(store, depositPositions)
  for (let append = 0; append < appends; append += 1) {
    const events = Array.from({ length: eventsEach }, () => moneyDeposited(append + 1, note))
    const { globalPosition } = await store.append(`own-${writer}`, events)
    report({ kind: 'acknowledged', writer, globalPosition })
    if (data.race) {
      const expectedVersion = await store.streamVersion('shared')
      try {
        const won = await store.append('shared', moneyDeposited(1), { expectedVersion })
        report({ kind: 'won', writer, version: won.streamVersion })
      } catch (error) {
        if (!(error instanceof ConcurrencyConflict)) throw error
      }
    }
  }
  report({ kind: 'done', writer })
  live.subscribe((positions) => report({ kind: 'shown', writer, positions }))
})
