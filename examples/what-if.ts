import { type EventStore, type RecordedEvent, reconstructState } from 'rewindable'
import { fork, type StateChange, stateChanges } from 'rewindable/time-travel'
import { type BankEvent, balances, transferMoney } from './bank-account.ts'

/**
 * Returns the paths whose values would differ today without an event. `before` is the actual value. `after` is the
 * value without the event.
 */
export async function ifNotFor(
  store: EventStore<BankEvent>,
  event: Pick<RecordedEvent<BankEvent>, 'id'>,
): Promise<StateChange[]> {
  const whatIf = await fork(store, { without: [event] })
  try {
    return stateChanges(await reconstructState(store, balances), await reconstructState(whatIf, balances))
  } finally {
    await whatIf.close()
  }
}

/** A payment to another account. */
export type Bill = { readonly to: string; readonly amount: number; readonly note?: string }

/**
 * Pays all bills of an account or none. Each bill is tried in a fork. If all bills succeed, one commit records them.
 *
 * @throws every error of the rules of an account; {@link ConcurrencyConflict} if another writer appended first: call
 * the function again
 */
export async function payAll(
  store: EventStore<BankEvent>,
  from: string,
  bills: readonly Bill[],
): Promise<readonly RecordedEvent<BankEvent>[]> {
  const rehearsal = await fork(store)
  try {
    for (const bill of bills) await transferMoney(rehearsal, { from, ...bill })
    return await rehearsal.commit()
  } finally {
    await rehearsal.close()
  }
}
