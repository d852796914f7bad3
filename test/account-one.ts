import type { EventStore, StoreOptions } from 'rewindable'
import { accountOpened, type BankEvent, moneyDeposited, moneyWithdrawn } from '../examples/bank-account.ts'
import { newName, type Open } from './places.ts'

export const accountOne = 'account:1'

/** Account 1 opened with 0, +100, −30, +50: balances 0, 100, 70, 120 at positions 1 to 4. */
export async function openAccountOne(open: Open, options?: StoreOptions): Promise<EventStore<BankEvent>> {
  const store = await open<BankEvent>(newName(), options)
  await recordAccountOne(store)
  return store
}

export async function recordAccountOne(store: EventStore<BankEvent>): Promise<void> {
  await store.append(accountOne, accountOpened('Ada', 0))
  await store.append(accountOne, moneyDeposited(100))
  await store.append(accountOne, moneyWithdrawn(30))
  await store.append(accountOne, moneyDeposited(50))
}
