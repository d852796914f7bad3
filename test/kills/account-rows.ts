import { defineCollection } from 'rewindable'
import type { BankEvent } from '../../examples/bank-account.ts'
import type { RawRows } from '../stored-collection/raw-rows.ts'
import type { StoredEvent } from './stored-events.ts'

/** A row of the collection that killed browsers keep: the deposits into a stream. */
export type AccountRow = { deposits: number; amount: number; lastId: string }

/** The rows that the library read, and their position. */
export type RowsRead = { readonly position: number; readonly rows: Readonly<Record<string, AccountRow>> }

export const accountRows = defineCollection<AccountRow, BankEvent>({
  name: 'accountRows',
  initialRow: () => ({ deposits: 0, amount: 0, lastId: '' }),
  when: {
    MoneyDeposited: (row, { id, data }) => {
      row.deposits += 1
      row.amount += data.amount
      row.lastId = id
    },
  },
  indexes: { byDeposits: ({ deposits }) => deposits },
})

/** Folds the stored events one by one, without the library. */
export function foldedRows(events: readonly StoredEvent[]): RowsRead {
  const rows: Record<string, AccountRow> = {}
  for (const { id, streamId, data } of events) {
    const { deposits, amount } = rows[streamId] ?? { deposits: 0, amount: 0 }
    rows[streamId] = { deposits: deposits + 1, amount: amount + data.amount, lastId: id }
  }
  return { position: events.length, rows }
}

/** Lists the differences between the rows and the events up to their position. */
export function wrongRows(moment: string, { position, rows }: RowsRead, events: readonly StoredEvent[]): string[] {
  if (position > events.length) return [`${moment}: rows of position ${position}, but the log ends at ${events.length}`]
  const expected = foldedRows(events.slice(0, position)).rows
  const keys = new Set([...Object.keys(expected), ...Object.keys(rows)])
  return [...keys].flatMap((key) => {
    const [wanted, found] = [expected[key], rows[key]].map(
      (row) => row && [row.deposits, row.amount, row.lastId].join(),
    )
    return wanted === found ? [] : [`${moment}: row ${key} at position ${position}: expected ${wanted}, found ${found}`]
  })
}

/** Lists the differences between rows that were read without the library and the events up to their position. */
export function wrongRawRows(raw: RawRows | undefined, events: readonly StoredEvent[]): string[] {
  const [generation] = raw?.generations ?? []
  if (!raw || !generation) return []
  const rows = Object.fromEntries(raw.rows.map(({ key, row }) => [key, row as AccountRow]))
  const entries = raw.entries === raw.rows.length ? [] : [`${raw.entries} index entries for ${raw.rows.length} rows`]
  return [...entries, ...wrongRows('after the kill', { position: generation.position, rows }, events)]
}
