import { copyOfEvent, frozenEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { blockSize } from './keyframes.ts'

const blocksKept = 8

/** Reads the log in blocks and remembers the last few: what a person looks at, they look at again. */
export class EventBlocks<E extends DomainEvent> {
  readonly #store: EventStore<E>
  /** By the position before its first; the one used last comes last. */
  readonly #blocks = new Map<number, Promise<readonly RecordedEvent<E>[]>>()

  constructor(store: EventStore<E>) {
    this.#store = store
  }

  /** The event at a position that is in the log. It is frozen, because it is given to each caller that asks for it. */
  async at(position: number): Promise<RecordedEvent<E> | undefined> {
    const [event] = position > 0 ? await this.#upTo(position, position) : []
    return event
  }

  /**
   * The events of a range that is in the log, both ends included. They belong to the caller, and handlers may change them. Of a
   * long range, only the last block is remembered.
   */
  async *pages(from: number, to: number): AsyncGenerator<readonly RecordedEvent<E>[], void, undefined> {
    let next = from
    const last = startOf(to)
    if (startOf(from) + blockSize < last) {
      yield* this.#store.readBatches({ fromPosition: from, toPosition: last })
      next = last + 1
    }
    for (; next <= to; next = startOf(next) + blockSize + 1) {
      const remembered = await this.#upTo(Math.min(to, startOf(next) + blockSize), next)
      yield remembered.map((event) => copyOfEvent(event))
    }
  }

  /** After a small move, reads what lies next in its direction. */
  readAhead(from: number, to: number, lastPosition: number): void {
    if (from === to || Math.abs(to - from) > blockSize) return
    const next = to > from ? Math.min(lastPosition, to + blockSize) : to - blockSize
    // It is read again by whoever needs it, and fails there.
    this.at(next).catch(() => {})
  }

  /** The events from a position to another one of the same block. */
  async #upTo(position: number, from: number): Promise<readonly RecordedEvent<E>[]> {
    const start = startOf(position)
    const isWhole = (events: readonly RecordedEvent<E>[]): boolean => start + events.length >= position
    const known = this.#blocks.get(start) ?? Promise.resolve([])
    const reading = known.then((events) => (isWhole(events) ? events : this.#readOn(start, events)))
    this.#blocks.delete(start)
    this.#blocks.set(start, reading)
    for (const [oldest] of this.#blocks) if (this.#blocks.size > blocksKept) this.#blocks.delete(oldest)
    try {
      return (await reading).slice(from - start - 1, position - start)
    } catch (error) {
      if (this.#blocks.get(start) === reading) this.#blocks.delete(start)
      throw error
    }
  }

  /** The end of the log may have cut a block short. */
  async #readOn(start: number, known: readonly RecordedEvent<E>[]): Promise<readonly RecordedEvent<E>[]> {
    const events = [...known]
    const range = { fromPosition: start + known.length + 1, toPosition: start + blockSize }
    for await (const page of this.#store.readBatches(range)) events.push(...page.map((event) => frozenEvent(event)))
    return events
  }
}

/** The position before the first of its block. */
function startOf(position: number): number {
  return Math.floor((position - 1) / blockSize) * blockSize
}
