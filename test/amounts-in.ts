import type { EventStore } from 'rewindable'
import type { BankEvent } from '../examples/bank-account.ts'
import { collect } from './async-results.ts'
import type { ReadAllOptions } from './derived-types.ts'

/** Reads the log and returns the amount of each event, or false for an event without an amount. */
export async function amountsIn(
  store: EventStore<BankEvent>,
  options: ReadAllOptions<BankEvent> = {},
): Promise<unknown[]> {
  return (await collect(store.readAll(options))).map(({ data }) => 'amount' in data && data.amount)
}
