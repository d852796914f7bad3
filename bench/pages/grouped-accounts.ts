import { defineProjection, type ProjectionDefinition } from 'rewindable'
import { accountOf, type BankEvent } from '../../examples/bank-events.ts'
import type { AccountRow } from './account-list.ts'
import type { Reading } from './live-list.ts'

const groups = 300

/** Accounts in groups, so that a handler that returns a new state copies only a few hundred references. */
export type GroupedAccounts = { readonly size: number; readonly groups: readonly Group[] }

type Group = { readonly [streamId: string]: AccountRow }

/** A projection whose handlers return the next state and change nothing. */
export const groupedAccounts: ProjectionDefinition<GroupedAccounts, BankEvent> = defineProjection<
  GroupedAccounts,
  BankEvent
>({
  name: 'grouped accounts',
  initialState: () => ({ size: 0, groups: Array.from({ length: groups }, () => ({})) }),
  when: {
    AccountOpened: ({ size, ...state }, { streamId, data: { owner, balance } }) =>
      withAccount({ ...state, size: size + 1 }, streamId, { owner, balance }),
    MoneyDeposited: (state, { streamId, data }) => changed(state, streamId, data.amount),
    MoneyWithdrawn: (state, { streamId, data }) => changed(state, streamId, -data.amount),
  },
})

export const groupedReading: Reading<GroupedAccounts> = {
  account: (state, streamId) => state.groups[groupOf(streamId)]?.[streamId],
  size: ({ size }) => size,
}

/** The handler of a deposit, for code that applies it by hand. */
export function changed(state: GroupedAccounts, streamId: string, by: number): GroupedAccounts {
  const row = groupedReading.account(state, streamId)
  if (!row) throw new Error(`expected the account ${streamId} to be open`)
  return withAccount(state, streamId, { ...row, balance: row.balance + by })
}

function withAccount(state: GroupedAccounts, streamId: string, row: AccountRow): GroupedAccounts {
  const at = groupOf(streamId)
  return { ...state, groups: state.groups.with(at, { ...state.groups[at], [streamId]: row }) }
}

function groupOf(streamId: string): number {
  return Number(accountOf(streamId)) % groups
}
