import type { RecordedEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'

const blockSize = 64
const blocksKept = 96
const blocksWaiting = 12

/**
 * The events that a list shows, of a log of any length: what is asked for is read in blocks, and the blocks used last are
 * remembered. Of blocks that wait, those asked for last come first and the oldest are given up: they were scrolled past.
 */
export class EventWindow {
  readonly #store: EventStore
  readonly #onLoaded: () => void
  /** By number; the one used last comes last. */
  #blocks = new Map<number, readonly RecordedEvent[]>()
  #waiting: number[] = []
  #reading: number | undefined

  constructor(store: EventStore, onLoaded: () => void) {
    this.#store = store
    this.#onLoaded = onLoaded
  }

  /** @returns undefined: it is not there yet; `onLoaded` tells when it is */
  at(position: number): RecordedEvent | undefined {
    if (position < 1) return undefined
    const number = Math.floor((position - 1) / blockSize)
    const block = this.#blocks.get(number)
    const event = block?.[(position - 1) % blockSize]
    if (block) {
      this.#blocks.delete(number)
      this.#blocks.set(number, block)
    }
    // A block that the end of the log cut short is read again.
    if (!event) this.#ask(number)
    return event
  }

  /** After the log went back: what was read is no longer there. */
  forget(): void {
    this.#blocks = new Map()
    this.#waiting = []
  }

  #ask(number: number): void {
    if (this.#reading === number) return
    this.#waiting = [...this.#waiting.filter((other) => other !== number), number].slice(-blocksWaiting)
    if (this.#reading === undefined) void this.#readAll()
  }

  async #readAll(): Promise<void> {
    for (let number = this.#waiting.pop(); number !== undefined; number = this.#waiting.pop()) {
      this.#reading = number
      const blocks = this.#blocks
      // Who shows the timeline is told by the timeline what the log fails with.
      const block = await this.#read(number).catch(() => undefined)
      if (!block?.length || blocks !== this.#blocks) continue
      blocks.set(number, block)
      for (const [oldest] of blocks) if (blocks.size > blocksKept) blocks.delete(oldest)
      this.#onLoaded()
    }
    this.#reading = undefined
  }

  async #read(number: number): Promise<readonly RecordedEvent[]> {
    const start = number * blockSize
    const events: RecordedEvent[] = []
    const range = { fromPosition: start + 1, toPosition: start + blockSize }
    for await (const page of this.#store.readBatches(range)) events.push(...page)
    return events
  }
}
