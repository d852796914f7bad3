import { defineProjection } from 'rewindable'
import type { BankEvent } from './bank-events.ts'

/** The balance of one account, folded from its stream: opened with 0, +100, −30, +50 gives 120. */
export const balance = defineProjection<number, BankEvent>({
  name: 'balance',
  initialState: () => 0,
  when: {
    AccountOpened: (_, { data }) => data.balance,
    MoneyDeposited: (balance, { data }) => balance + data.amount,
    MoneyWithdrawn: (balance, { data }) => balance - data.amount,
    TransferSent: (balance, { data }) => balance - data.amount,
    TransferReceived: (balance, { data }) => balance + data.amount,
    TransferReturned: (balance, { data }) => balance + data.amount,
  },
})

/** Owner and balance of every open account, by stream id. */
export const balances = defineProjection<Record<string, { owner: string; balance: number }>, BankEvent>({
  name: 'balances',
  initialState: () => ({}),
  when: {
    AccountOpened: (accounts, { streamId, data }) => {
      accounts[streamId] = { owner: data.owner, balance: data.balance }
    },
    MoneyDeposited: (accounts, { streamId, data }) => change(accounts[streamId], data.amount),
    MoneyWithdrawn: (accounts, { streamId, data }) => change(accounts[streamId], -data.amount),
    TransferSent: (accounts, { streamId, data }) => change(accounts[streamId], -data.amount),
    TransferReceived: (accounts, { streamId, data }) => change(accounts[streamId], data.amount),
    TransferReturned: (accounts, { streamId, data }) => change(accounts[streamId], data.amount),
    AccountClosed: (accounts, { streamId }) => {
      delete accounts[streamId]
    },
  },
})

function change(account: { balance: number } | undefined, by: number): void {
  if (!account) throw new Error('money moved on an account that is not open')
  account.balance += by
}
