import type { BankHistory } from '../bank-history.ts'
import type { BankState } from '../bank-state.ts'
import type { Entry } from '../entries.ts'
import { inSlices } from '../in-slices.ts'
import type { Scale } from './scale.ts'
import { StepPath } from './step-path.ts'

/** The lines that the chart shows: `'all'`, `'total'`, or `account:` and the id of an account. */
export type Choice = string

export const oneAccount = (id: string): Choice => `account:${id}`

/** A line of the chart. */
export type Series = {
  /** `undefined` for the total. */
  readonly accountId?: string
  readonly path: StepPath
}

/** In cents. */
export type Range = { readonly lowest: number; readonly highest: number }

/** The number of colours before they repeat. */
const colours = 8

/** Returns the colour of an account. It depends only on the order of the accounts, not on the displayed lines. */
export function colourOf(accountId: string, { accounts }: BankState): number {
  return ([...accounts.keys()].indexOf(accountId) % colours) + 1
}

export const showsTotal = (choice: Choice): boolean => choice === 'all' || choice === 'total'

/** Returns the chosen lines of a history. */
export async function seriesOf({ accounts, entries }: BankHistory, choice: Choice, scale: Scale): Promise<Series[]> {
  const chosen = [...accounts.keys()].filter((id) => choice === 'all' || choice === oneAccount(id))
  const lines = new Lines(showsTotal(choice), chosen)
  await inSlices(entries, (entry) => lines.add(scale.x(entry), entry, scale))
  return lines.all
}

/** Builds the paths of the total and of the accounts, entry by entry. */
export class Lines {
  readonly #total: StepPath | undefined
  readonly #accounts = new Map<string, StepPath>()

  constructor(isTotalShown: boolean, accountIds: readonly string[]) {
    this.#total = isTotalShown ? new StepPath() : undefined
    for (const id of accountIds) this.#accounts.set(id, new StepPath())
  }

  get all(): Series[] {
    const lines: Series[] = this.#total ? [{ path: this.#total }] : []
    for (const [accountId, path] of this.#accounts) lines.push({ accountId, path })
    return lines
  }

  add(x: number, { accountId, balance, total }: Entry, { y }: Scale): void {
    this.#total?.add(x, y(total))
    this.#accounts.get(accountId)?.add(x, y(balance))
  }
}

/** Returns the range that contains all ranges. */
export function widest(ranges: readonly Range[]): Range {
  const lowest = Math.min(...ranges.map((range) => range.lowest))
  return { lowest, highest: Math.max(...ranges.map((range) => range.highest)) }
}

/** Returns the lowest and the highest amount of the chosen lines, always including 0. */
export async function rangeOf({ entries }: BankHistory, choice: Choice): Promise<Range> {
  const isTotalShown = showsTotal(choice)
  let lowest = 0
  let highest = 1
  await inSlices(entries, (entry) => {
    const total = isTotalShown ? entry.total : 0
    const balance = choice === 'all' || choice === oneAccount(entry.accountId) ? entry.balance : 0
    lowest = Math.min(lowest, total, balance)
    highest = Math.max(highest, total, balance)
  })
  return { lowest, highest }
}
