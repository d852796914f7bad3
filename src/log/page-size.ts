import type { PackedEvents } from './packed-events.ts'

const most = 4_096
// Large enough that its one transaction does not count, and small enough not to be noticed in memory or in time.
const pageText = 512 * 1024

/** How many entries to ask for at first, when nothing is known of their size. */
export const firstPage = 128

/**
 * How many entries to ask for next: about as much text as a page should be, but what comes may be larger than what came.
 *
 * @param before how many were asked for
 * @param entries how many came in the records: events, or the records themselves
 */
export function nextPage(before: number, records: readonly PackedEvents[], entries: number): number {
  // What is not sound may hold anything.
  const text = records.reduce((sum, { events }) => sum + String(events).length, 0)
  return Math.min(2 * before, Math.max(1, Math.min(most, Math.floor((pageText * entries) / text))))
}
