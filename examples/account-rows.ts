import { defineCollection } from 'rewindable'
import type { BankEvent } from './bank-events.ts'

/** An open account in a list of accounts. The key of the row is the stream id. */
export type AccountRow = { readonly owner: string; balance: number }

const change = (account: AccountRow, amount: number): void => {
  account.balance += amount
}

/** The open accounts. An event changes one row, and every other row keeps its identity. */
export const accounts = defineCollection<AccountRow, BankEvent>({
  name: 'accounts',
  create: {
    AccountOpened: ({ data }) => ({ owner: data.owner, balance: data.balance }),
  },
  when: {
    MoneyDeposited: (account, { data }) => change(account, data.amount),
    MoneyWithdrawn: (account, { data }) => change(account, -data.amount),
    TransferSent: (account, { data }) => change(account, -data.amount),
    TransferReceived: (account, { data }) => change(account, data.amount),
    TransferReturned: (account, { data }) => change(account, data.amount),
    AccountClosed: () => null,
  },
  indexes: {
    byOwner: ({ owner }) => owner,
    byBalance: ({ balance }) => balance,
  },
})
