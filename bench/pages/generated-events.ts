import { accountStream, type BankEvent, moneyDeposited, moneyWithdrawn } from '../../examples/bank-events.ts'

/** An event as a store of one's own would keep it, before it has its place in the log. */
export type NewEvent = BankEvent & {
  readonly id: string
  readonly streamId: string
  readonly version: number
  readonly recordedAt: number
  readonly metadata: Record<string, never>
}

export type StoredEvent = NewEvent & { readonly position: number }

/** How many events each stream of a prepared log has. */
export const streamLength = 100

const firstMoment = Date.UTC(2026, 0, 1)
const batchSize = 1_000

/** The event at an index, from 0, of any log: the same for everyone, in every run. */
export function bankEvent(index: number): BankEvent {
  const amount = ((index * 7_919) % 1_000) + 1
  const note = `purpose ${(index * 31) % 100}`
  return index % 3 === 2 ? moneyWithdrawn(amount, note) : moneyDeposited(amount, note)
}

export function newEvent(event: BankEvent, streamId: string, version: number, recordedAt = Date.now()): NewEvent {
  return { ...event, id: crypto.randomUUID(), streamId, version, recordedAt, metadata: {} }
}

/** The events of two indices and between, the second excluded. */
export function bankEvents(from: number, to: number): BankEvent[] {
  return Array.from({ length: to - from }, (_, index) => bankEvent(from + index))
}

/** A prepared log: its streams take turns, so that no stream lies together. */
export class GeneratedLog {
  readonly count: number
  readonly streams: number

  constructor(count: number) {
    this.count = count
    this.streams = count / streamLength
  }

  /** Of the event at an index, from 0. */
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

  /** The events of two indices and between, the second excluded, a thousand at a time. */
  *batches(from: number, to: number): Generator<StoredEvent[], void, undefined> {
    for (let first = from; first < to; first += batchSize) {
      const size = Math.min(batchSize, to - first)
      yield Array.from({ length: size }, (_, index) => this.event(first + index))
    }
  }

  /** The events of a stream, in order, as they were told. */
  streamEvents(stream: number): BankEvent[] {
    return Array.from({ length: streamLength }, (_, version) => bankEvent(version * this.streams + stream))
  }
}
