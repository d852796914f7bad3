import type { StoredEvent } from '../events/stored-event.ts'
import { chunksIn, endOf } from './chunk-source.ts'
import { chunksOf } from './chunks-of.ts'
import type { EventChunk, ReadRange } from './log-storage.ts'

const mostEvents = 4_096
/** In characters of JSON. */
const mostText = 1024 * 1024
// Removing chunks one by one would move all others each time.
const removedTogether = 256

/** Remembers the last adjacent events that a store committed. Its followers need not read these events back from the storage. */
export class RecentEvents {
  #chunks: EventChunk[] = []
  /** The number of chunks at the start that are forgotten, but not removed yet. */
  #forgotten = 0
  #events = 0
  #text = 0

  /** Position of the last event; 0: none. */
  get end(): number {
    const last = this.#chunks.at(-1)
    return last ? endOf(last) : 0
  }

  /** Adds the events of a commit. If they do not follow the events before, forgets those: another tab appended in between. */
  add(events: readonly StoredEvent[]): void {
    if (this.end > 0 && events[0]?.globalPosition !== this.end + 1) this.forget()
    for (const chunk of chunksOf(events)) {
      this.#chunks.push(chunk)
      this.#events += chunk.count
      this.#text += chunk.size
    }
    while (this.#events > mostEvents || this.#text > mostText) this.#forgetFirst()
  }

  /** Returns the chunks of a range, up to the last commit; none if the start of the range is not remembered. */
  read(range: Pick<ReadRange, 'from' | 'to'>): readonly EventChunk[] {
    const first = this.#chunks[this.#forgotten]
    return first && range.from >= first.position ? chunksIn(this.#chunks, range) : []
  }

  forget(): void {
    this.#chunks = []
    this.#forgotten = 0
    this.#events = 0
    this.#text = 0
  }

  #forgetFirst(): void {
    const first = this.#chunks[this.#forgotten]
    this.#events -= first?.count ?? 0
    this.#text -= first?.size ?? 0
    this.#forgotten += 1
    if (this.#forgotten < removedTogether && this.#forgotten < this.#chunks.length) return
    this.#chunks.splice(0, this.#forgotten)
    this.#forgotten = 0
  }
}
