import type { DomainEvent, RecordedEvent } from '../../events/domain-event.ts'
import { LogCorrupted } from '../../events/errors.ts'
import type { EventChunk } from '../../log/log-storage.ts'
import { checksum } from '../../values/checksum.ts'
import { eventsOfColumns } from './event-columns.ts'
import { eventsOfEntries } from './event-entries.ts'

/** Events that follow each other in the log, as text: the format of commits and pages. */
export type PackedEvents = {
  /** Position of the first event, and the key it is stored under. */
  readonly position: number
  /** Number of events. */
  readonly count: number
  /** Random; the id of the commit that holds the last of the events. */
  readonly id: string
  /** JSON: an array with an entry for each event (`event-entries.ts`), or the events' columns (`event-columns.ts`). */
  readonly events: string
  /** Checksum of all the above: detects damage. */
  readonly checksum: number
}

// Chromium moves values of 64 KiB and more into files of their own, which costs a file and a round trip each.
export const largestRecord: number = 48 * 1024

// Engines store a text with one byte a character if all of it is Latin-1, else with two. For a Latin-1 text, this check is free.
export function isLatin(text: string): boolean {
  return !/[^\0-\xff]/.test(text)
}

/** Returns the position of the last event. */
export function endOf(record: Pick<PackedEvents, 'position' | 'count'>): number {
  return record.position + record.count - 1
}

/** Whether the checksum fits. */
export function isSound(record: PackedEvents): boolean {
  const { count, events } = record
  return Number.isSafeInteger(count) && typeof events === 'string' && record.checksum === checksumOf(record)
}

export function withChecksum<Content extends Omit<PackedEvents, 'checksum'>>(content: Content): Content & PackedEvents {
  return { ...content, checksum: checksumOf(content) }
}

/**
 * Decodes the events of a record.
 *
 * @throws {@link LogCorrupted} the record is damaged
 */
export function eventsOf<E extends DomainEvent>(record: PackedEvents): RecordedEvent<E>[] {
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
  return events
}

/** Returns a record as a chunk of the storage port. @param onDamage called when it cannot be decoded */
export function chunkOf(record: PackedEvents, onDamage?: () => void): EventChunk {
  const { position, count, events } = record
  return {
    position,
    count,
    // A damaged record may hold anything.
    size: String(events).length,
    decode<E extends DomainEvent>(): RecordedEvent<E>[] {
      try {
        return eventsOf<E>(record)
      } catch (error) {
        onDamage?.()
        throw error
      }
    },
  }
}

// Labels are not included: they repeat what the events say, and `verifyLog` compares them.
function checksumOf({ position, count, id, events }: Omit<PackedEvents, 'checksum'>): number {
  return checksum(events, checksum(`${position} ${count} ${id}`))
}
