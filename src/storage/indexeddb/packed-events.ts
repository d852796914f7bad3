import type { DomainEvent, RecordedEvent } from '../../events/domain-event.ts'
import { LogCorrupted } from '../../events/errors.ts'
import type { EventChunk } from '../../log/log-storage.ts'
import { checksum } from '../../values/checksum.ts'
import { eventsOfColumns } from './event-columns.ts'
import { eventsOfEntries } from './event-entries.ts'

/** Adjacent events of the log or of a stream, as text: the format of commits and pages. */
export type PackedEvents<Key = number> = {
  /** The key of the record: the position of the first event, or the last event of a stream (`stream-page.ts`). */
  readonly position: Key
  /** Number of events. */
  readonly count: number
  /** The random id of the commit that holds the last event. */
  readonly id: string
  /** JSON: an array with an entry for each event (`event-entries.ts`), or the events' columns (`event-columns.ts`). */
  readonly events: string
  /** Checksum of the fields above, to detect damage. */
  readonly checksum: number
}

/**
 * The largest record in bytes. Chromium stores values of 64 KiB and more in separate files. Each such value costs a file and a round trip.
 */
export const largestRecord: number = 48 * 1024

/** Returns whether a text is Latin-1. Engines store such text with one byte per character, and other text with two bytes. */
export function isLatin(text: string): boolean {
  return !/[^\0-\xff]/.test(text)
}

/** Returns the position of the last event. */
export function endOf(record: Pick<PackedEvents, 'position' | 'count'>): number {
  return record.position + record.count - 1
}

/** Returns whether the checksum is correct. */
export function isSound(record: PackedEvents<unknown>): boolean {
  const { count, events } = record
  return Number.isSafeInteger(count) && typeof events === 'string' && record.checksum === checksumOf(record)
}

/** Adds the checksum to the content of a record. */
export function withChecksum<Key, Content extends Omit<PackedEvents<Key>, 'checksum'>>(
  content: Content,
): Content & Pick<PackedEvents, 'checksum'> {
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
    throw new LogCorrupted({ position, problem: 'the content of its commit is damaged' }, { cause })
  }
  return events
}

/** A record as a chunk of the storage port. */
// This is a class, because a closure for each record took 5 % of the replay time of one-event commits.
export class PackedChunk implements EventChunk {
  readonly #record: PackedEvents
  readonly #onDamage: (() => void) | undefined

  /** @param onDamage called when the record cannot be decoded */
  constructor(record: PackedEvents, onDamage?: () => void) {
    this.#record = record
    this.#onDamage = onDamage
  }

  get position(): number {
    return this.#record.position
  }

  get count(): number {
    return this.#record.count
  }

  get size(): number {
    // In a damaged record, `events` can be any value.
    return String(this.#record.events).length
  }

  decode<E extends DomainEvent>(): RecordedEvent<E>[] {
    try {
      return eventsOf<E>(this.#record)
    } catch (error) {
      this.#onDamage?.()
      throw error
    }
  }
}

// The checksum excludes the labels. The labels follow from the events, and `verifyLog` compares both.
function checksumOf({ position, count, id, events }: Omit<PackedEvents<unknown>, 'checksum'>): number {
  return checksum(events, checksum(`${position} ${count} ${id}`))
}
