import type { EventStore } from 'rewindable'
import { accountOpened, type BankEvent, moneyDeposited, moneyWithdrawn } from '../examples/bank-account.ts'
import type { StoreOptions } from './derived-types.ts'
import { newName, type Open } from './open-stores.ts'

export const accountOne = 'account:1'

/** Opens a store with account 1, whose balances at positions 1 to 4 are 0, 100, 70 and 120. */
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
