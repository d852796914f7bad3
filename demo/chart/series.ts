import type { BankHistory } from '../bank-history.ts'
import type { BankState } from '../bank-state.ts'
import { inSlices } from '../in-slices.ts'
import type { Scale } from './scale.ts'
import { StepPath } from './step-path.ts'

/** Which lines the chart shows: `'all'`, `'total'`, or the id of one account after `account:`. */
export type Choice = string

export const oneAccount = (id: string): Choice => `account:${id}`

/** A line of the chart. */
export type Series = {
  /** Undefined: the total. */
  readonly accountId?: string
  readonly path: StepPath
}

/** In cents. */
export type Range = { readonly lowest: number; readonly highest: number }

/** How many colours the accounts take turns with. */
const colours = 8

/** The colour of an account is that of its place, whatever the chart shows. */
export function colourOf(accountId: string, { accounts }: BankState): number {
  return ([...accounts.keys()].indexOf(accountId) % colours) + 1
}

export const showsTotal = (choice: Choice): boolean => choice === 'all' || choice === 'total'

export async function seriesOf({ accounts, entries }: BankHistory, choice: Choice, scale: Scale): Promise<Series[]> {
  const isTotalShown = showsTotal(choice)
  const total = new StepPath()
  const lines = new Map<string, StepPath>()
  for (const id of accounts.keys()) {
    if (choice === 'all' || choice === oneAccount(id)) lines.set(id, new StepPath())
  }
  await inSlices(entries, (entry) => {
    const x = scale.x(entry)
    if (isTotalShown) total.add(x, scale.y(entry.total))
    lines.get(entry.accountId)?.add(x, scale.y(entry.balance))
  })
  const all: Series[] = isTotalShown ? [{ path: total }] : []
  for (const [accountId, path] of lines) all.push({ accountId, path })
  return all
}

/** The lowest and the highest amount that the chosen lines reach, nothing included. */
export async function rangeOf({ entries }: BankHistory, choice: Choice): Promise<Range> {
  const isTotalShown = showsTotal(choice)
  let lowest = 0
  let highest = 1
  await inSlices(entries, (entry) => {
    const amount = isTotalShown ? entry.total : choice === oneAccount(entry.accountId) ? entry.balance : 0
    lowest = Math.min(lowest, amount)
    highest = Math.max(highest, amount)
  })
  return { lowest, highest }
}
