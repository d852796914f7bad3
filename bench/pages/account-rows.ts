import { defineCollection, type Rows } from 'rewindable'
import type { BankEvent } from '../../examples/bank-events.ts'
import type { AccountRow } from './account-list.ts'
import type { Reading } from './live-list.ts'

type Row = { readonly owner: string; balance: number }

/** The accounts as a collection, one row for each account. */
export const accountRows = defineCollection<Row, BankEvent>({
  name: 'account rows',
  create: { AccountOpened: ({ data: { owner, balance } }) => ({ owner, balance }) },
  when: {
    MoneyDeposited: (account, { data }) => {
      account.balance += data.amount
    },
    MoneyWithdrawn: (account, { data }) => {
      account.balance -= data.amount
    },
  },
})

/** The same collection with two indexes, under a name of its own. */
export function indexedAccountRows(name: string) {
  return defineCollection<Row, BankEvent>({
    name,
    create: { AccountOpened: ({ data: { owner, balance } }) => ({ owner, balance }) },
    when: {
      MoneyDeposited: (account, { data }) => {
        account.balance += data.amount
      },
      MoneyWithdrawn: (account, { data }) => {
        account.balance -= data.amount
      },
    },
    indexes: { byOwner: ({ owner }) => owner, byBalance: ({ balance }) => balance },
  })
}

export const rowsReading: Reading<Rows<AccountRow>> = {
  account: (rows, streamId) => rows.get(streamId),
  size: (rows) => rows.size,
}
