import type { AccountRow } from './account-list.ts'
import type { Reading } from './live-list.ts'

/** Reads the state of the projection `balances` of the examples. */
export const objectReading: Reading<Record<string, AccountRow>> = {
  account: (accounts, streamId) => accounts[streamId],
  size: (accounts) => Object.keys(accounts).length,
}
