import { defineProjection, type RecordedEvent } from 'rewindable'
import { accountOf, type BankEvent } from '../examples/bank-account.ts'
import { type BankState, bankAfter, bankTable, type Deed } from './bank-state.ts'
import { Entries, type Entry } from './entries.ts'

/** The whole bank with the way there: the chart and the log are drawn from it, and a moment of the past is a part of it. */
export type BankHistory = BankState & {
  /** One for each event. */
  readonly entries: Entries
}

/**
 * Each event makes the next state, frozen: the library copies what could be changed, and nobody wants 100,000 entries copied for
 * one more. Its states are not for snapshots, which would write all of it each time.
 */
export const bankHistory = defineProjection<BankHistory, BankEvent>({
  name: 'bank-history',
  initialState: () => Object.freeze({ accounts: new Map(), total: 0, entries: Entries.none }),
  when: bankTable((history, event, deed) => {
    const bank = bankAfter(history, event, deed)
    return Object.freeze({ ...bank, entries: history.entries.appended(entryOf(event, deed, bank)) })
  }),
})

function entryOf(
  { id, globalPosition, recordedAt, streamId, type }: RecordedEvent<BankEvent>,
  { change, otherId, note }: Deed,
  { accounts, total }: BankState,
): Entry {
  const accountId = accountOf(streamId)
  return {
    id,
    position: globalPosition,
    recordedAt,
    accountId,
    type,
    change,
    ...(otherId === undefined ? {} : { otherId }),
    ...(note === undefined ? {} : { note }),
    balance: accounts.get(accountId)?.balance ?? 0,
    total,
  }
}
