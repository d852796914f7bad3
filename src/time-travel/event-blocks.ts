import { copyOfEvent, frozenEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { EventSequence } from '../log/event-sequence.ts'
import { followBatches, momentOf } from '../log/follow-batches.ts'
import { blockSize } from './keyframes.ts'

const blocksKept = 8

/** Reads a log or a stream in blocks and caches the last few, because users often go back to the same events. */
export class EventBlocks<E extends DomainEvent> {
  readonly #sequence: EventSequence<E>
  /** The cached blocks by the position before their first event. The block used last comes last. */
  readonly #blocks = new Map<number, Promise<readonly RecordedEvent<E>[]>>()

  readonly #lastPosition: () => number

  /** @param lastPosition returns the last known position of the sequence, where reads of a block end */
  constructor(sequence: EventSequence<E>, lastPosition: () => number) {
    this.#sequence = sequence
    this.#lastPosition = lastPosition
  }

  /** Returns the event at a position that is in the sequence. The event is frozen, because all callers receive the same object. */
  async at(position: number): Promise<RecordedEvent<E> | undefined> {
    const [event] = position > 0 ? await this.#upTo(position, position) : []
    return event
  }

  /**
   * Yields the events of a range that is in the sequence, both ends included. No other code uses them, so handlers may change them. Only
   * the last block of a long range is cached.
   */
  async *pages(from: number, to: number): AsyncGenerator<readonly RecordedEvent<E>[], void, undefined> {
    let next = from
    const last = startOf(to)
    if (startOf(from) + blockSize < last) {
      yield* followBatches(this.#sequence, { from, to: last, since: momentOf(this.#sequence) })
      next = last + 1
    }
    for (; next <= to; next = startOf(next) + blockSize + 1) {
      const remembered = await this.#upTo(Math.min(to, startOf(next) + blockSize), next)
      yield remembered.map((event) => copyOfEvent(event))
    }
  }

  /** After a small move, reads the next events in its direction. */
  readAhead(from: number, to: number, lastPosition: number): void {
    if (from === to || Math.abs(to - from) > blockSize) return
    const next = to > from ? Math.min(lastPosition, to + blockSize) : to - blockSize
    // A later read of these events fails again and reports the error.
    this.at(next).catch(() => {})
  }

  /** Returns the events of a range within one block. */
  async #upTo(position: number, from: number): Promise<readonly RecordedEvent<E>[]> {
    const start = startOf(position)
    const isWhole = (events: readonly RecordedEvent<E>[]): boolean => start + events.length >= position
    const known = this.#blocks.get(start) ?? Promise.resolve([])
    const reading = known.then((events) => (isWhole(events) ? events : this.#readOn(start, events, position)))
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

  /** Reads the rest of a block. A block that was read at the end can be incomplete. */
  async #readOn(
    start: number,
    known: readonly RecordedEvent<E>[],
    position: number,
  ): Promise<readonly RecordedEvent<E>[]> {
    const events = [...known]
    const to = Math.min(start + blockSize, Math.max(position, this.#lastPosition()))
    for await (const page of followBatches(this.#sequence, { from: start + known.length + 1, to, since: 0 }))
      events.push(...page.map((event) => frozenEvent(event)))
    return events
  }
}

/** Returns the position before the first event of a position's block. */
function startOf(position: number): number {
  return Math.floor((position - 1) / blockSize) * blockSize
}
