import type { EventStore } from 'rewindable'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { inIndexedDB, newName } from '../open-stores.ts'

/** Opens a store with deposits of 1, 2, 3 … 10, one commit each. The tenth has a command id. */
export async function openTenDeposits(): Promise<{ name: string; store: EventStore<BankEvent> }> {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name, { pollInterval: 0 })
  for (let amount = 1; amount < 10; amount += 1) await store.append('s', moneyDeposited(amount))
  await store.append('s', moneyDeposited(10), { commandId: 'the tenth' })
  return { name, store }
}

export function positions(events: readonly { readonly globalPosition: number }[]): number[] {
  return events.map(({ globalPosition }) => globalPosition)
}
