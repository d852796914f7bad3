import type { BankEvent } from '../../examples/bank-events.ts'
import { expectedTotals, type Totals } from './totals.ts'

/** The fields of a stream's event that are compared. */
export type VersionedEvent = Pick<BankEvent, 'type' | 'data'> & { readonly version: number }

/** @throws if the values differ; then the measured time does not count */
export function check(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what}: expected ${expected}, found ${found}`)
}

/** @throws if these are not the totals after exactly this number of events */
export function checkTotals(totals: Totals, count: number): void {
  check(`totals after ${count} events`, JSON.stringify(totals), expectedTotals([count]).get(count))
}

/** @throws if the stream does not contain exactly these events, in order, with versions 1, 2, 3 … */
export function checkStream(found: readonly VersionedEvent[], expected: readonly BankEvent[]): void {
  check('events of the stream', found.length, expected.length)
  for (const [index, { type, data }] of expected.entries()) {
    const event = found[index]
    check('version', event?.version, index + 1)
    check('event', JSON.stringify([event?.type, event?.data]), JSON.stringify([type, data]))
  }
}
