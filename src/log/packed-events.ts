import { checksum } from './checksum.ts'
import type { DomainEvent, RecordedEvent } from './domain-event.ts'
import { LogCorrupted } from './errors.ts'
import { eventsOfColumns } from './event-columns.ts'
import { eventsOfEntries } from './event-entry.ts'
import type { Direction } from './event-store.ts'

/** Events that follow each other in the log, as text. */
export type PackedEvents = {
  /** Position of the first event, and the key it is stored under. */
  readonly position: number
  /** How many events it holds. */
  readonly count: number
  /** Random, of the commit in which the last of the events stands. */
  readonly id: string
  /** JSON: an array with an entry for each event (`event-entry.ts`), or the events' columns (`event-columns.ts`). */
  readonly events: string
  /** Of all the above: tells whether it is still what was written. */
  readonly checksum: number
}

// Chromium moves values of 64 KiB and more into files of their own, which costs a file and a round trip each.
export const largestRecord: number = 48 * 1024

// Engines store a text in one byte a character while all of it is Latin-1, else in two. Of a text that is, they know without
// looking that nothing else is in it.
export function isLatin(text: string): boolean {
  return !/[^\0-\xff]/.test(text)
}

/** Position of the last of packed events. */
export function endOf(record: Pick<PackedEvents, 'position' | 'count'>): number {
  return record.position + record.count - 1
}

/** Whether packed events are still what was written. */
export function isSound(record: PackedEvents): boolean {
  const { count, events } = record
  return Number.isSafeInteger(count) && typeof events === 'string' && record.checksum === checksumOf(record)
}

export function withChecksum<Content extends Omit<PackedEvents, 'checksum'>>(content: Content): Content & PackedEvents {
  return { ...content, checksum: checksumOf(content) }
}

/**
 * The events of a record.
 *
 * @throws {@link LogCorrupted} the record is not what was written, or does not hold what it says
 */
export function eventsOf<E extends DomainEvent>(
  record: PackedEvents,
  direction: Direction = 'forward',
): RecordedEvent<E>[] {
  const { position, count } = record
  let events: RecordedEvent<E>[] | undefined
  let cause: unknown
  try {
    if (isSound(record)) {
      const content = JSON.parse(record.events)
      events = Array.isArray(content) ? eventsOfEntries(content, position) : eventsOfColumns(content, position)
    }
  } catch (error) {
    cause = error
  }
  if (!events || events.length !== count) {
    throw new LogCorrupted({ position, problem: 'its commit does not hold the events it should' }, { cause })
  }
  return direction === 'forward' ? events : events.reverse()
}

// Labels are left out: they say again what stands in the events, and `verifyLog` compares them.
function checksumOf({ position, count, id, events }: Omit<PackedEvents, 'checksum'>): number {
  return checksum(events, checksum(`${position} ${count} ${id}`))
}
