import { defineCollection } from 'rewindable'
import { openCollection } from 'rewindable/collections'
import type { BankEvent } from '../../../examples/bank-account.ts'
import { upTo } from '../../projection/telling-projections.ts'
import { callAfterFault } from './check-after-fault.ts'
import { expectIfKnown } from './reading.ts'
import type { Scenario } from './scenario.ts'
import { deposit } from './trial.ts'

const deposits = defineCollection<{ amount: number }, BankEvent>({
  name: 'deposits',
  key: ({ globalPosition }) => `${globalPosition}`,
  create: { MoneyDeposited: ({ data }) => ({ amount: data.amount }) },
  indexes: { byAmount: ({ amount }) => amount },
})
const rows = upTo(4).map((amount) => [`${amount}`, { amount }])

export const collecting: readonly Scenario[] = [
  {
    name: 'applying events to stored rows',
    before: (trial, store) =>
      trial.append(
        store,
        's',
        upTo(4).map((amount) => deposit(amount)),
      ),
    run: async (trial, store) => {
      const stored = await trial.ask('opening a collection', () => openCollection(store, deposits))
      const isCaughtUp = await trial.ask('catching up', async () => stored?.caughtUp().then(() => true))
      const found = await trial.ask('a query', async () => (isCaughtUp ? stored?.query('byAmount') : undefined))
      if (!trial.hasAnotherLog) expectIfKnown(trial, 'the rows', found, rows)
      stored?.close()
      return async () => {
        const next = await callAfterFault(trial, 'opening afterwards', () => openCollection(store, deposits))
        await callAfterFault(trial, 'catching up afterwards', async () => next?.caughtUp())
        trial.expect('the rows afterwards', await next?.query('byAmount'), rows)
      }
    },
  },
]
