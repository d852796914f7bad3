import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { LogCorrupted } from '../events/errors.ts'
import type { EventSequence, SequenceRange } from './event-sequence.ts'
import type { EventStore, LogListener, ReadStreamOptions, StreamRead } from './event-store.ts'
import type { ConnectionListener } from './storage-status.ts'
import type { SnapshotStorage } from './stored-snapshots.ts'
import { orAborted, whileOpen } from './while-open.ts'

/** The number of events in the first read. Most streams need no other read. */
const firstPage = 1_024
/** The number of events in each later read, which are in memory at the same time. A read may load many more records than it needs. */
const laterPage = 16_384

/** The first events of a stream, and the history that they belong to. */
type FirstPage = { readonly read: StreamRead; readonly historyId: string }

/** The events of one stream. Reads no other events. */
export class OneStream<E extends DomainEvent> implements EventSequence<E> {
  readonly store: EventStore<E>
  readonly streamId: string
  readonly #first: FirstPage | undefined
  #knownEnd = 0

  /** @param first the first events, if they were read already */
  constructor(store: EventStore<E>, streamId: string, first?: FirstPage) {
    this.store = store
    this.streamId = streamId
    this.#first = first
    this.#knownEnd = first?.read.version ?? 0
  }

  get logId(): string {
    return this.store.logId
  }

  get historyId(): string {
    return this.store.historyId
  }

  get snapshots(): SnapshotStorage {
    return this.store.snapshots
  }

  get knownEnd(): number {
    return this.#knownEnd
  }

  /** Reads the version of the stream. */
  async lastPosition(): Promise<number> {
    // A read of no events finds the version without the last record of the log.
    return (await this.#read({ toVersion: 0 })).version
  }

  /** Notifies when any stream may have changed: a read of this stream costs as much as a check for new events. */
  onLogChange(listener: LogListener): () => void {
    return this.store.onLogChange(() => listener(undefined))
  }

  onStorageChange(listener: ConnectionListener): () => void {
    return this.store.onStorageChange(listener)
  }

  /** Returns this stream with its first events: one request reads the version and these events. */
  readonly opened = async (): Promise<OneStream<E>> => {
    const { historyId } = this.store
    const read = await this.#read({ limit: firstPage })
    return new OneStream(this.store, this.streamId, { read, historyId })
  }

  async *readAll(range?: SequenceRange): AsyncGenerator<RecordedEvent<E>, void, undefined> {
    for await (const events of this.readBatches(range)) yield* events
  }

  /**
   * Reads a range of versions in batches. Without `toPosition`, the range ends at the version that the stream has at the first read. If
   * the log is replaced between two batches, they belong to two histories, so the caller compares the `historyId`.
   *
   * @throws {@link LogCorrupted} with `streamVersion`; all events before this version were delivered
   */
  async *readBatches(range: SequenceRange = {}): AsyncGenerator<readonly RecordedEvent<E>[], void, undefined> {
    const { fromPosition = 1, toPosition = Infinity, limit = Infinity, direction = 'forward', signal } = range
    const isForward = direction === 'forward'
    let [from, to, left] = [fromPosition, toPosition, limit]
    let [size, hasBegun] = [firstPage, false]
    while (from <= to && left > 0) {
      const asked = Math.min(left, size)
      let page: StreamRead<E>
      try {
        const first = isForward && from === 1 && to + left === Infinity ? this.#firstPage() : undefined
        const part = { fromVersion: from, ...(to < Infinity && { toVersion: to }), limit: asked, direction }
        page = first ?? (await this.#read(part, signal))
      } catch (error) {
        if (!isForward || !(error instanceof LogCorrupted)) throw error
        if (asked === 1) throw new LogCorrupted({ ...error, streamVersion: from }, { cause: error })
        // A smaller read delivers the events before the damage.
        size = Math.floor(asked / 2)
        continue
      }
      const { version, events } = page
      if (!hasBegun) to = Math.min(to, version)
      hasBegun = true
      if (size === firstPage) size = laterPage
      if (events.length === 0) return
      left -= events.length
      if (isForward) from += events.length
      else to -= events.length
      yield events
    }
  }

  #firstPage(): StreamRead<E> | undefined {
    const first = this.#first
    // Unchecked: the events are of this store.
    return first?.historyId === this.historyId ? (first.read as StreamRead<E>) : undefined
  }

  /** Rejects as soon as the signal is aborted or the store is closed, even if the database does not answer. */
  async #read(options: ReadStreamOptions, signal?: AbortSignal): Promise<StreamRead<E>> {
    const read = await whileOpen(this.store, signal, (ended) =>
      orAborted(this.store.readStream(this.streamId, options), ended),
    )
    this.#knownEnd = read.version
    return read
  }
}

/** Returns a stream of a log, or with `undefined` the whole log. */
export function sequenceOf<E extends DomainEvent>(
  store: EventStore<E>,
  streamId: string | undefined,
): EventSequence<E> {
  return streamId === undefined ? store : new OneStream(store, streamId)
}
