import { type CommitRecord, endOf, eventsOf } from './commit-record.ts'
import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import { LogCorrupted } from './errors.ts'
import type { LogStorage, ReadRange } from './log-storage.ts'

// A page is large enough that its one transaction does not count, and small enough not to be noticed in memory or in time.
const firstPage = 256
const largestPage = 1_024
const pageText = 512 * 1024

/**
 * Reads a range of positions that are all known to be in the log, page by page, every page in a transaction of its own
 * and requested before the one before it is decoded.
 *
 * @throws {@link LogCorrupted} at the first position that cannot be read
 */
export async function* readLog<E extends DomainEvent>(
  storage: LogStorage,
  { from, to, direction }: ReadRange,
): AsyncGenerator<RecordedEvent<E>[], void, undefined> {
  const step = direction === 'forward' ? 1 : -1
  let next = step > 0 ? from : to
  let maxEvents = firstPage

  function request(): Promise<CommitRecord[]> | undefined {
    if (next < from || next > to) return undefined
    const rest = step > 0 ? { from: next, to } : { from, to: next }
    const page = storage.readLog({ ...rest, direction, maxEvents })
    // A reader that stops early never awaits the page ahead: its failure is nobody's then.
    page.catch(() => {})
    return page
  }

  let ahead = request()
  while (ahead) {
    const records = await ahead
    next = behind(records, next, step)
    maxEvents = pageAfter(records)
    ahead = request()
    const events = records.flatMap((record) => eventsOf<E>(record, direction))
    yield events.filter(({ globalPosition }) => globalPosition >= from && globalPosition <= to)
  }
}

/** The position behind records that must hold `next` and then follow each other; only the first may begin before it. */
function behind(records: readonly CommitRecord[], next: number, step: number): number {
  const start = next
  for (const record of records) {
    const [near, far] = step > 0 ? [record.position, endOf(record)] : [endOf(record), record.position]
    const holds = record.position <= next && next <= endOf(record)
    if (!holds || (near !== next && next !== start)) throw missing(next)
    next = far + step
  }
  if (next === start) throw missing(next)
  return next
}

function missing(position: number): LogCorrupted {
  return new LogCorrupted({ position, problem: 'there is no commit that holds it' })
}

/** How many events are about as much text as a page should be. */
function pageAfter(records: readonly CommitRecord[]): number {
  const text = records.reduce((sum, { events }) => sum + events.length, 0)
  const count = records.reduce((sum, record) => sum + record.count, 0)
  return Math.max(1, Math.min(largestPage, Math.floor((pageText * count) / text)))
}
