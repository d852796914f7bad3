import { type EventStore, openEventStore } from 'rewindable'
import type { BankEvent } from '../../../examples/bank-events.ts'
import { GeneratedBank } from '../generated-bank.ts'

const eventsPerAccount = 10

const stores = new Map<number, Promise<EventStore<BankEvent>>>()

/** Returns the bank whose log has `size` events: a tenth of them open accounts. */
export function bankOf(size: number): GeneratedBank {
  return new GeneratedBank(Math.floor(size / eventsPerAccount))
}

/** Returns the open store with the first `size` events of a bank. The first call fills it. */
export function bankStore(size: number): Promise<EventStore<BankEvent>> {
  const store = stores.get(size) ?? filled(size)
  stores.set(size, store)
  return store
}

/** Closes and opens the store, so that nothing is in memory. */
export async function reopenedBankStore(size: number): Promise<EventStore<BankEvent>> {
  const before = await bankStore(size)
  await before.close()
  const store = openEventStore<BankEvent>(bankName(size))
  stores.set(size, store)
  return store
}

export function bankName(size: number): string {
  return `bank ${size}`
}

async function filled(size: number): Promise<EventStore<BankEvent>> {
  const store = await openEventStore<BankEvent>(bankName(size))
  await bankOf(size).fill(store, size)
  return store
}
