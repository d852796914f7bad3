import type { BankHistory } from '../bank-history.ts'
import type { Scale } from './scale.ts'
import type { Point } from './step-path.ts'

/** Which lines the chart shows: `'all'`, `'total'`, or the id of one account after `account:`. */
export type Choice = string

export const oneAccount = (id: string): Choice => `account:${id}`

/** A line of the chart. */
export type Series = {
  /** Undefined: the total. */
  readonly accountId?: string
  readonly points: readonly Point[]
}

/** How many colours the accounts take turns with. */
const colours = 8

/** The colour of an account is that of its place, whatever the chart shows. */
export function colourOf(accountId: string, { accounts }: BankHistory): number {
  return ([...accounts.keys()].indexOf(accountId) % colours) + 1
}

export const showsTotal = (choice: Choice): boolean => choice === 'all' || choice === 'total'

export function seriesOf({ accounts, entries }: BankHistory, choice: Choice, scale: Scale): Series[] {
  const total: Point[] = []
  const lines = new Map<string, Point[]>()
  for (const id of accounts.keys()) {
    if (choice === 'all' || choice === oneAccount(id)) lines.set(id, [])
  }
  for (const entry of entries) {
    const x = scale.x(entry)
    if (showsTotal(choice)) total.push({ x, y: scale.y(entry.total) })
    lines.get(entry.accountId)?.push({ x, y: scale.y(entry.balance) })
  }
  const all: Series[] = showsTotal(choice) ? [{ points: total }] : []
  for (const [accountId, points] of lines) all.push({ accountId, points })
  return all
}

/** The lowest and the highest amount that the chosen lines reach, nothing included. */
export function rangeOf({ entries }: BankHistory, choice: Choice): { lowest: number; highest: number } {
  let lowest = 0
  let highest = 1
  for (const entry of entries) {
    const amount = showsTotal(choice) ? entry.total : choice === oneAccount(entry.accountId) ? entry.balance : 0
    lowest = Math.min(lowest, amount)
    highest = Math.max(highest, amount)
  }
  return { lowest, highest }
}
