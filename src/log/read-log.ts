import { type CommitRecord, endOf, unpackRecord } from './commit-record.ts'
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
  const isForward = direction === 'forward'
  let rest = { from, to }
  let maxEvents = firstPage
  const request = (): Promise<CommitRecord[]> => {
    const page = storage.readLog({ ...rest, direction, maxEvents })
    // A reader that stops early never awaits the page ahead: its failure is nobody's then.
    page.catch(() => {})
    return page
  }
  let ahead: Promise<CommitRecord[]> | undefined = from <= to ? request() : undefined
  while (ahead) {
    const records = await ahead
    const wanted = rest
    rest = isForward
      ? { from: checkForward(records, wanted.from), to }
      : { from, to: checkBackward(records, wanted.to) }
    maxEvents = nextPage(records)
    ahead = rest.from <= rest.to ? request() : undefined

    const events = records.flatMap((record) => {
      const unpacked = unpackRecord<E>(record)
      return isForward ? unpacked : unpacked.reverse()
    })
    yield events.filter(({ globalPosition }) => globalPosition >= wanted.from && globalPosition <= wanted.to)
  }
}

/** The first position behind the records, which must hold `next` first and leave no gap. */
function checkForward(records: readonly CommitRecord[], next: number): number {
  if (records[0] && records[0].position < next && endOf(records[0]) >= next) next = records[0].position
  for (const record of records) {
    if (record.position !== next) throw missing(next)
    next = endOf(record) + 1
  }
  if (records.length === 0) throw missing(next)
  return next
}

function checkBackward(records: readonly CommitRecord[], next: number): number {
  if (records[0] && records[0].position <= next && endOf(records[0]) > next) next = endOf(records[0])
  for (const record of records) {
    if (endOf(record) !== next) throw missing(next)
    next = record.position - 1
  }
  if (records.length === 0) throw missing(next)
  return next
}

function missing(position: number): LogCorrupted {
  return new LogCorrupted({ position, problem: 'there is no commit that holds it' })
}

function nextPage(records: readonly CommitRecord[]): number {
  let events = 0
  let text = 0
  for (const record of records) {
    events += record.count
    text += record.events.length
  }
  return Math.max(1, Math.min(largestPage, Math.floor((pageText * events) / text)))
}
