import { LiveProjection } from 'rewindable'
import { balance } from '../../../examples/bank-balances.ts'
import { accountStream } from '../../../examples/bank-events.ts'
import { check } from '../check.ts'
import { ExpectedBalances } from '../generated-bank.ts'
import { timed } from '../timed.ts'
import type { Work } from '../works/work.ts'
import { bankOf, bankStore, reopenedBankStore } from './bank-store.ts'

const accountsPerTurn = 8
// A prime number, so that each account is read before any account is read again.
const stride = 7_919

/** Reads the streams of accounts. Each turn reads other accounts. @returns the time for one */
export const readOneAccount: Work<undefined> = eachAccount(async (store, streamId) => {
  const { events } = await store.readStream(streamId)
  let sum = 0
  for (const { type, data } of events) {
    if (type === 'AccountOpened') sum = data.balance
    else if (type === 'MoneyDeposited') sum += data.amount
    else if (type === 'MoneyWithdrawn') sum -= data.amount
  }
  return sum
})

/** Opens live states of single accounts. @returns the time for one */
export const liveOneAccount: Work<undefined> = eachAccount(async (store, streamId) => {
  const options = { streamId, snapshots: false } as const
  const live = new LiveProjection(store, balance, options)
  await live.catchUp()
  live.stop()
  return live.state
})

type Store = Awaited<ReturnType<typeof bankStore>>

function eachAccount(balanceOf: (store: Store, streamId: string) => Promise<number>): Work<undefined> {
  let turns = 0
  return {
    prepare: async (_, size) => void (await bankStore(size)),
    async turn(_, size) {
      const store = await reopenedBankStore(size)
      const bank = bankOf(size)
      const first = turns++ * accountsPerTurn
      const accounts = Array.from({ length: accountsPerTurn }, (_, index) => ((first + index) * stride) % bank.accounts)
      const { took, result } = await timed(async () => {
        const found = []
        for (const account of accounts) found.push(await balanceOf(store, accountStream(String(account))))
        return found
      })
      const expected = new ExpectedBalances(bank)
      expected.moveTo(size)
      for (const [index, account] of accounts.entries()) check('balance', result[index], expected.of(account))
      return took / accountsPerTurn
    },
  }
}
