import { defineProjection, type ProjectionDefinition } from 'rewindable'
import { balances } from '../../../examples/bank-balances.ts'
import { accountOf, accountStream, type BankEvent } from '../../../examples/bank-events.ts'
import type { AccountRow } from '../account-list.ts'
import { check } from '../check.ts'
import { type ExpectedBalances, type GeneratedBank, TotalledBank } from '../generated-bank.ts'
import type { Reading } from '../live-list.ts'
import { objectReading } from '../object-reading.ts'
import { bankOf } from './bank-store.ts'

/** A definition whose state has all accounts of a bank, and how to read it. */
export type AccountState<State> = {
  readonly definition: ProjectionDefinition<State, BankEvent>
  readonly reading: Reading<State>
  /** Returns the bank with the expected accounts of a log of this size. */
  readonly bankOf: (size: number) => GeneratedBank
}

export const objectState: AccountState<Record<string, AccountRow>> = {
  definition: balances,
  reading: objectReading,
  bankOf,
}

const totals = 100

/** A state whose size does not depend on the number of accounts: a hundred totals. */
export const totalsState: AccountState<Record<string, AccountRow>> = {
  definition: defineProjection<Record<string, AccountRow>, BankEvent>({
    name: 'a hundred totals',
    initialState: () => ({}),
    when: {
      AccountOpened: (state, { streamId, data }) => addToTotal(state, streamId, data.balance),
      MoneyDeposited: (state, { streamId, data }) => addToTotal(state, streamId, data.amount),
      MoneyWithdrawn: (state, { streamId, data }) => addToTotal(state, streamId, -data.amount),
    },
  }),
  reading: objectReading,
  bankOf: (size) => new TotalledBank(bankOf(size).accounts, totals),
}

function addToTotal(state: Record<string, AccountRow>, streamId: string, by: number): void {
  const total = accountStream(String(Number(accountOf(streamId)) % totals))
  state[total] = { owner: 'all', balance: (state[total]?.balance ?? 0) + by }
}

/** @throws if an account differs from the expected one */
export function checkAllAccounts<State>(reading: Reading<State>, state: State, expected: ExpectedBalances): void {
  check('accounts', reading.size(state), expected.size)
  for (let account = 0; account < expected.size; account++) {
    const row = reading.account(state, accountStream(String(account)))
    check(`balance of account ${account}`, row?.balance, expected.of(account))
  }
}
