import { balances } from '../../../examples/bank-balances.ts'
import type { ListContender } from '../account-list.ts'
import { openHandFoldedList } from '../hand-folded-list.ts'
import { objectReading } from '../object-reading.ts'

/** Clones the whole state for each event, as the library did before states shared their parts. */
export default {
  open: (name, bank) => openHandFoldedList(name, bank, balances, objectReading, changedClone),
} satisfies ListContender

function changedClone(before: Accounts, streamId: string, amount: number): Accounts {
  const accounts = structuredClone(before)
  const account = accounts[streamId]
  if (account) account.balance += amount
  return accounts
}

type Accounts = Record<string, { owner: string; balance: number }>
