import { defineProjection, type RecordedEvent } from 'rewindable'
import { accountOf, type BankEvent } from '../examples/bank-account.ts'
import { type BankState, bankAfter, bankTable, type Deed } from './bank-state.ts'
import { Entries, type Entry } from './entries.ts'

/**
 * The state of the bank with all its entries. The chart and the log show this state. Each moment of the past is a part
 * of this state.
 */
export type BankHistory = BankState & {
  /** One entry for each event. */
  readonly entries: Entries
}

/**
 * Returns frozen states. The library would copy mutable states: up to 100,000 entries for each event. Snapshots are
 * off, because each snapshot would write all entries.
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
