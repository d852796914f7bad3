import type { RecordedEvent } from '../../events/domain-event.ts'
import type { EventStore } from '../../log/event-store.ts'
import { followBatches } from '../../log/follow-batches.ts'

const blockSize = 64
const maxBlocks = 96
const maxPending = 12

/**
 * Caches the events of a list over a log of any length. Events are read in blocks, and the most recently used blocks
 * are kept. The latest request is read first. The oldest pending requests are dropped, because the user has scrolled
 * past them.
 */
export class EventCache {
  readonly #store: EventStore
  readonly #lastPosition: () => number
  readonly #onLoaded: () => void
  /** The blocks by number. The most recently used block comes last. */
  #blocks = new Map<number, readonly RecordedEvent[]>()
  #pending: number[] = []
  #reading: number | undefined

  /** @param lastPosition returns the last known position of the log */
  constructor(store: EventStore, lastPosition: () => number, onLoaded: () => void) {
    this.#store = store
    this.#lastPosition = lastPosition
    this.#onLoaded = onLoaded
  }

  /** Returns the event at a position, or `undefined` if the event is not loaded yet. Then `onLoaded` is called later. */
  at(position: number): RecordedEvent | undefined {
    if (position < 1) return undefined
    const number = Math.floor((position - 1) / blockSize)
    const block = this.#blocks.get(number)
    const event = block?.[(position - 1) % blockSize]
    if (block) {
      this.#blocks.delete(number)
      this.#blocks.set(number, block)
    }
    // Reads a block again if it was incomplete at the end of the log.
    if (!event) this.#request(number)
    return event
  }

  /** Discards all blocks, because the log was rewound. */
  forget(): void {
    this.#blocks = new Map()
    this.#pending = []
  }

  #request(number: number): void {
    if (this.#reading === number) return
    this.#pending = [...this.#pending.filter((other) => other !== number), number].slice(-maxPending)
    if (this.#reading === undefined) void this.#readPending()
  }

  async #readPending(): Promise<void> {
    for (let number = this.#pending.pop(); number !== undefined; number = this.#pending.pop()) {
      this.#reading = number
      const blocks = this.#blocks
      // The timeline reports the error that made the read fail.
      const block = await this.#read(number).catch(() => undefined)
      if (!block?.length || blocks !== this.#blocks) continue
      blocks.set(number, block)
      for (const [oldest] of blocks) if (blocks.size > maxBlocks) blocks.delete(oldest)
      this.#onLoaded()
    }
    this.#reading = undefined
  }

  async #read(number: number): Promise<readonly RecordedEvent[]> {
    const start = number * blockSize
    const events: RecordedEvent[] = []
    const to = Math.min(start + blockSize, this.#lastPosition())
    for await (const page of followBatches(this.#store, { from: start + 1, to, since: 0 })) events.push(...page)
    return events
  }
}
