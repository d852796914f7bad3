import type { BankEvent } from '../../examples/bank-events.ts'
import { expectedTotals, type Totals } from './totals.ts'

/** What is compared of an event that was read from a stream. */
export type VersionedEvent = Pick<BankEvent, 'type' | 'data'> & { readonly version: number }

/** @throws when what was found is not what it must be: its time does not count then */
export function check(what: string, found: unknown, expected: unknown): void {
  if (found !== expected) throw new Error(`${what}: expected ${expected}, found ${found}`)
}

/** @throws when these are not the totals after exactly this many events */
export function checkTotals(totals: Totals, count: number): void {
  check(`totals after ${count} events`, JSON.stringify(totals), expectedTotals([count]).get(count))
}

/** @throws when a stream does not hold exactly these events, in order, as versions 1, 2, 3 … */
export function checkStream(found: readonly VersionedEvent[], expected: readonly BankEvent[]): void {
  check('events of the stream', found.length, expected.length)
  for (const [index, { type, data }] of expected.entries()) {
    const event = found[index]
    check('version', event?.version, index + 1)
    check('event', JSON.stringify([event?.type, event?.data]), JSON.stringify([type, data]))
  }
}
