import type { JsonEvent, RecordedEvent } from '../../events/domain-event.ts'
import type { CommitRecord } from './commit-record.ts'
import { eventsOf } from './packed-events.ts'
import { type StreamPage, streamPagesOf } from './stream-page.ts'

// Reading and decoding this much text of other streams takes about as long as reading a record of one event.
const mostOtherText = 1_024

/** Returns whether a record is so large, and holds so many streams, that a read of one stream may read too much text of others. */
export function isMixed({ streams, events }: CommitRecord): boolean {
  // In a damaged record, the fields can be any value.
  return Array.isArray(streams) && streams.length > 1 && String(events).length > mostOtherText
}

/** Collects the events of single streams from adjacent mixed records. */
export class StreamCollector {
  /** For each stream, runs of adjacent events. */
  readonly #runs = new Map<string, RecordedEvent<JsonEvent>[][]>()
  #size = 0

  /** Number of stored characters of the records. */
  get size(): number {
    return this.#size
  }

  /**
   * Takes the next record. Omits streams whose read is fast without a page.
   *
   * @throws {@link LogCorrupted} the record is damaged
   */
  take(record: CommitRecord): void {
    const events = eventsOf<JsonEvent>(record)
    this.#size += record.events.length
    for (const own of byStream(events)) {
      const otherText = record.events.length * (1 - own.length / events.length)
      if (otherText > mostOtherText * own.length) this.#add(own)
    }
  }

  /** Yields the pages of one stream after the other. @param last the last record */
  *pages(last: CommitRecord): Generator<StreamPage[], void, undefined> {
    for (const runs of this.#runs.values()) yield runs.flatMap((run) => streamPagesOf(run, last))
  }

  #add(own: RecordedEvent<JsonEvent>[]): void {
    const [{ streamId, streamVersion } = { streamId: '', streamVersion: 0 }] = own
    const runs = this.#runs.get(streamId) ?? []
    this.#runs.set(streamId, runs)
    const run = runs.at(-1)
    if (run?.at(-1)?.streamVersion === streamVersion - 1) run.push(...own)
    else runs.push(own)
  }
}

function byStream(events: readonly RecordedEvent<JsonEvent>[]): Iterable<RecordedEvent<JsonEvent>[]> {
  const streams = new Map<string, RecordedEvent<JsonEvent>[]>()
  for (const event of events) {
    const own = streams.get(event.streamId)
    if (own) own.push(event)
    else streams.set(event.streamId, [event])
  }
  return streams.values()
}
