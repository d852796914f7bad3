import { Projection } from 'rewindable'
import type { AccountRow } from '../account-list.ts'
import { ExpectedBalances } from '../generated-bank.ts'
import { timed } from '../timed.ts'
import type { Work } from '../works/work.ts'
import { type AccountState, checkAllAccounts } from './account-state.ts'
import { bankOf, bankStore, reopenedBankStore } from './bank-store.ts'

/** Replays a whole log into one row for each account. */
export function replayInto<State>({ definition, reading, bankOf }: AccountState<State>): Work<undefined> {
  return {
    prepare,
    async turn(_, size) {
      const store = await reopenedBankStore(size)
      const projection = new Projection(store, definition)
      const { took } = await timed(() => projection.catchUp())
      const expected = new ExpectedBalances(bankOf(size))
      expected.moveTo(size)
      checkAllAccounts(reading, projection.state, expected)
      return took
    },
  }
}

/** Folds the events that the library reads and decodes into a `Map`. */
export const replayIntoMap: Work<undefined> = {
  prepare,
  async turn(_, size) {
    const store = await reopenedBankStore(size)
    const accounts = new Map<string, { owner: string; balance: number }>()
    const change = (streamId: string, by: number): void => {
      const account = accounts.get(streamId)
      if (account) account.balance += by
    }
    const { took } = await timed(async () => {
      for await (const events of store.readBatches()) {
        for (const { type, streamId, data } of events) {
          if (type === 'AccountOpened') accounts.set(streamId, { owner: data.owner, balance: data.balance })
          else if (type === 'MoneyDeposited') change(streamId, data.amount)
          else if (type === 'MoneyWithdrawn') change(streamId, -data.amount)
        }
      }
    })
    const expected = new ExpectedBalances(bankOf(size))
    expected.moveTo(size)
    checkAllAccounts(mapReading, accounts, expected)
    return took
  },
}

const mapReading = {
  account: (accounts: ReadonlyMap<string, AccountRow>, streamId: string) => accounts.get(streamId),
  size: ({ size }: ReadonlyMap<string, AccountRow>) => size,
}

async function prepare(_: undefined, size: number): Promise<void> {
  await bankStore(size)
}
