import { type EventStore, type RecordedEvent, reconstructState } from 'rewindable'
import { type EventAnchor, fork, type StateChange, stateChanges } from 'rewindable/time-travel'
import { type BankEvent, balances, transferMoney } from './bank-account.ts'

/** What would be different today if something had not happened: `before` is how it is, `after` how it would be. */
export async function ifNotFor(store: EventStore<BankEvent>, event: EventAnchor): Promise<StateChange[]> {
  const whatIf = await fork(store, { without: [event] })
  try {
    return stateChanges(await reconstructState(store, balances), await reconstructState(whatIf, balances))
  } finally {
    await whatIf.close()
  }
}

/** Money for another account. */
export type Bill = { readonly to: string; readonly amount: number; readonly note?: string }

/**
 * Pays all bills of an account or none: each is tried where nobody sees it, and if the account can bear them all, they are
 * recorded in one commit.
 *
 * @throws whatever an account refuses; {@link ConcurrencyConflict} somebody else was quicker: try again
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
