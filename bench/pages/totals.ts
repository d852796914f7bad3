import type { BankEvent } from '../../examples/bank-events.ts'
import { bankEvent } from './generated-events.ts'

/** The state that all contenders fold. Its size is constant. The state differs if an event is missing, duplicated or out of order. */
export type Totals = { count: number; digest: number; byNote: Record<string, number> }

/** The totals after a number of events. */
export type TotalsAt = { readonly position: number; readonly totals: Totals }

export function noTotals(): Totals {
  return { count: 0, digest: 0, byNote: {} }
}

/** Applies an event to the totals, as a hand-written application would. */
export function apply(totals: Totals, event: BankEvent): void {
  if (event.type === 'MoneyDeposited') book(totals, event.data, 1)
  else if (event.type === 'MoneyWithdrawn') book(totals, event.data, -1)
}

export function book(totals: Totals, { amount, note = '' }: { amount: number; note?: string }, sign: 1 | -1): void {
  totals.count += 1
  totals.digest = (totals.digest * 31 + amount) % 1_000_003
  totals.byNote[note] = (totals.byNote[note] ?? 0) + sign * amount
}

/** Returns the expected totals after each of these positions. */
export function expectedTotals(positions: readonly number[]): Map<number, string> {
  const expected = new Map<number, string>()
  const totals = noTotals()
  for (const position of [...new Set(positions)].sort((a, b) => a - b)) {
    while (totals.count < position) apply(totals, bankEvent(totals.count))
    expected.set(position, JSON.stringify(totals))
  }
  return expected
}
