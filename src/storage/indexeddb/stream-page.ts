import type { DomainEvent, JsonEvent, RecordedEvent } from '../../events/domain-event.ts'
import { LogCorrupted } from '../../events/errors.ts'
import type { EventChunk } from '../../log/log-storage.ts'
import { columnsOf, eventsOfColumns } from './event-columns.ts'
import { isLatin, isSound, largestRecord, type PackedEvents, withChecksum } from './packed-events.ts'

/** A stream, and the version of the last event in the page. */
type StreamKey = readonly [streamId: string, lastVersion: number]

/**
 * Adjacent events of one stream, copied from records that hold many streams. A read of the stream need not read these records. Pages are
 * derived data.
 */
export type StreamPage = PackedEvents<StreamKey> & {
  /**
   * Key of the last commit that was packed together with this page. If that commit has the page's `id`, the page belongs to this log.
   */
  readonly lastCommit: number
}

/** The last commit of the records that were packed. */
type LastCommit = { readonly position: number; readonly id: string }

/** Returns pages of limited size for adjacent events of one stream. */
export function streamPagesOf(events: readonly RecordedEvent<JsonEvent>[], last: LastCommit): StreamPage[] {
  // If code of the page added `toJSON` to all arrays, it would change the columns.
  if ('toJSON' in Array.prototype) return []
  const text = JSON.stringify({ ...columnsOf(events), positions: events.map(({ globalPosition }) => globalPosition) })
  const bytes = text.length * (isLatin(text) ? 1 : 2)
  if (bytes > largestRecord && events.length > 1) {
    const half = events.length >> 1
    return [...streamPagesOf(events.slice(0, half), last), ...streamPagesOf(events.slice(half), last)]
  }
  const { streamId = '', streamVersion = 0 } = events.at(-1) ?? {}
  const position: StreamKey = [streamId, streamVersion]
  return [withChecksum({ position, count: events.length, id: last.id, lastCommit: last.position, events: text })]
}

/** Returns the version of the first event in a page. */
export function firstVersionIn({ position: [, lastVersion], count }: StreamPage): number {
  return lastVersion - count + 1
}

/** Returns whether the fields outside of the text can be those of a page. The checksum is checked when the page is decoded. */
export function isPlausible(page: StreamPage): boolean {
  return Number.isSafeInteger(page.count) && page.count > 0 && firstVersionIn(page) > 0 && page.lastCommit > 0
}

/**
 * Decodes a page.
 *
 * @throws {@link LogCorrupted} the page is damaged
 */
export function eventsOfStreamPage<E extends DomainEvent>(page: StreamPage): RecordedEvent<E>[] {
  const [streamId] = page.position
  let cause: unknown
  try {
    if (isSound(page)) {
      const events = eventsOfColumns<E>(JSON.parse(page.events), Number.NaN)
      const first = firstVersionIn(page)
      const areNext = events.every(
        (event, index) => event.streamId === streamId && event.streamVersion === first + index,
      )
      if (areNext && events.length === page.count) return events
    }
  } catch (error) {
    cause = error
  }
  throw new LogCorrupted({ position: 1, problem: `a page of stream ${JSON.stringify(streamId)} is damaged` }, { cause })
}

/** A page of a stream as a chunk of the storage port. */
export class StreamPageChunk implements EventChunk {
  // Positions of events in a page have gaps. Reads of streams do not use this position.
  readonly position = 1
  readonly #page: StreamPage
  readonly #onDamage: () => void

  /** @param onDamage called when the page cannot be decoded */
  constructor(page: StreamPage, onDamage: () => void) {
    this.#page = page
    this.#onDamage = onDamage
  }

  get count(): number {
    return this.#page.count
  }

  get size(): number {
    return String(this.#page.events).length
  }

  decode<E extends DomainEvent>(): RecordedEvent<E>[] {
    try {
      return eventsOfStreamPage<E>(this.#page)
    } catch (error) {
      this.#onDamage()
      throw error
    }
  }
}
