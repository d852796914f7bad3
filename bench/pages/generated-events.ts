import { accountStream, type BankEvent, moneyDeposited, moneyWithdrawn } from '../../examples/bank-events.ts'

/** An event as a hand-written store would store it, without its position. */
export type NewEvent = BankEvent & {
  readonly id: string
  readonly streamId: string
  readonly version: number
  readonly recordedAt: number
  readonly metadata: Record<string, never>
}

export type StoredEvent = NewEvent & { readonly position: number }

/** Number of events in each stream of a prepared log. */
export const streamLength = 100

const firstMoment = Date.UTC(2026, 0, 1)
const batchSize = 1_000

/** Returns the event at an index, from 0. It is the same for all contenders and runs. */
export function bankEvent(index: number): BankEvent {
  const amount = ((index * 7_919) % 1_000) + 1
  const note = `purpose ${(index * 31) % 100}`
  return index % 3 === 2 ? moneyWithdrawn(amount, note) : moneyDeposited(amount, note)
}

export function newEvent(event: BankEvent, streamId: string, version: number, recordedAt = Date.now()): NewEvent {
  return { ...event, id: crypto.randomUUID(), streamId, version, recordedAt, metadata: {} }
}

/** Returns the events from one index up to another, excluding the second. */
export function bankEvents(from: number, to: number): BankEvent[] {
  return Array.from({ length: to - from }, (_, index) => bankEvent(from + index))
}

/** The events of a prepared log. Its streams are interleaved, so that the events of a stream are not adjacent. */
export class GeneratedLog {
  readonly count: number
  readonly streams: number

  constructor(count: number) {
    this.count = count
    this.streams = count / streamLength
  }

  /** Returns the stream of the event at an index, from 0. */
  streamOf(index: number): string {
    return accountStream(String(index % this.streams))
  }

  recordedAt(index: number): number {
    return firstMoment + index
  }

  event(index: number): StoredEvent {
    const version = Math.floor(index / this.streams) + 1
    const event = newEvent(bankEvent(index), this.streamOf(index), version, this.recordedAt(index))
    return { ...event, position: index + 1 }
  }

  /** Returns the events from one index up to another, excluding the second, in batches of a thousand. */
  *batches(from: number, to: number): Generator<StoredEvent[], void, undefined> {
    for (let first = from; first < to; first += batchSize) {
      const size = Math.min(batchSize, to - first)
      yield Array.from({ length: size }, (_, index) => this.event(first + index))
    }
  }

  /** Returns the events of a stream in order. */
  streamEvents(stream: number): BankEvent[] {
    return Array.from({ length: streamLength }, (_, version) => bankEvent(version * this.streams + stream))
  }
}
