import { Breath, breathe } from './breathe.ts'
import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import { LogCorrupted, LogReplaced } from './errors.ts'
import type { LogStorage, ReadRange } from './log-storage.ts'
import { endOf, eventsOf, type PackedEvents } from './packed-events.ts'
import { firstPage, nextPage } from './page-size.ts'

// Handed on before there are many, events are gone before they count as old: that is less work for the engine than the copying.
const worthYielding = 256

/**
 * Reads a range of positions, page by page, every page in a transaction of its own and requested before the one before it is
 * decoded.
 *
 * @param end where the log ends, when that is still being asked for: the first page of a range that may end there is asked for
 * meanwhile. Without it, all of the range is known to be in the log
 * @param historyId the events that the range is one of
 * @throws {@link LogCorrupted} at the first position that cannot be read
 * @throws {@link LogReplaced} the log was replaced in the meantime: the pages would be of two logs
 */
export async function* readLog<E extends DomainEvent>(
  storage: LogStorage,
  { from, to, direction }: ReadRange,
  end?: Promise<number>,
  historyId: string = storage.historyId,
): AsyncGenerator<RecordedEvent<E>[], void, undefined> {
  const step = direction === 'forward' ? 1 : -1
  let next = step > 0 ? from : to
  let maxEvents = firstPage
  let fromPages = true

  function request(): Promise<readonly PackedEvents[]> | undefined {
    if (next < from || next > to) return undefined
    const rest = step > 0 ? { from: next, to } : { from, to: next }
    const page = storage.readLog({ ...rest, direction, maxEvents, fromPages })
    // A reader that stops early never awaits the page ahead: its failure is nobody's then.
    page.catch(() => {})
    return page
  }

  let ahead = request()
  if (end) {
    to = Math.min(to, await end)
    if (next > to) return
  }
  while (ahead) {
    const records = await ahead
    if (storage.historyId !== historyId) throw new LogReplaced()
    const { sound, end } = soundPart(records, next, step)
    const gap = sound.length < records.length || sound.length === 0 ? missing(end) : undefined
    const start = next
    next = end
    const count = records.reduce((sum, record) => sum + record.count, 0)
    maxEvents = nextPage(maxEvents, records, count)
    ahead = gap ? undefined : request()

    // What lies before damage is delivered before the damage is reported.
    const [first, last] = step > 0 ? [start, to] : [from, start]
    const unreadable = yield* decoded<E>(sound, { from: first, to: last, direction })
    if (unreadable && isDerived(unreadable.record)) {
      // The log itself is as it was: from here on only what was committed counts.
      storage.pages.drop().catch(() => {})
      fromPages = false
      next = Math.max(unreadable.record.position, start)
      ahead = request()
    } else if (unreadable) throw unreadable.cause
    else if (gap) throw gap
  }
}

type Unreadable = { readonly record: PackedEvents; readonly cause: unknown }

/**
 * The events of records within a range, some hundreds at a time. A record may begin before what is wanted: also because pages came
 * into being since the last commits were read.
 *
 * @returns the record that cannot be read, if there is one: nothing behind it was given
 */
async function* decoded<E extends DomainEvent>(
  records: readonly PackedEvents[],
  { from, to, direction }: ReadRange,
): AsyncGenerator<RecordedEvent<E>[], Unreadable | undefined, undefined> {
  const breath = new Breath()
  let events: RecordedEvent<E>[] = []
  let unreadable: Unreadable | undefined
  for (const record of records) {
    // A page's size is guessed from the one before it, and may be far more.
    if (breath.isDue) await breath.take(breathe)
    try {
      for (const event of eventsOf<E>(record, direction)) {
        if (event.globalPosition >= from && event.globalPosition <= to) events.push(event)
      }
    } catch (cause) {
      unreadable = { record, cause }
      break
    }
    if (events.length < worthYielding) continue
    yield events
    events = []
  }
  if (events.length > 0) yield events
  return unreadable
}

/** Whether it is a page: only commits say what streams they hold. */
function isDerived(record: PackedEvents): boolean {
  return !('streams' in record)
}

/** The records up to the first gap, and the position behind them. The first must hold `start`, and may begin before it. */
function soundPart(
  records: readonly PackedEvents[],
  start: number,
  step: number,
): { sound: readonly PackedEvents[]; end: number } {
  let end = start
  const sound = records.findIndex((record) => {
    const [near, far] = step > 0 ? [record.position, endOf(record)] : [endOf(record), record.position]
    const holds = record.position <= end && end <= endOf(record)
    if (!holds || (near !== end && end !== start)) return true
    end = far + step
    return false
  })
  return { sound: sound === -1 ? records : records.slice(0, sound), end }
}

function missing(position: number): LogCorrupted {
  return new LogCorrupted({ position, problem: 'there is no commit that holds it' })
}
