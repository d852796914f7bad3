import { copyOfDecoded, isDecodedJson } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { chunksIn, endOf } from './chunk-source.ts'
import type { EventChunk, LogStorage, ReadRange } from './log-storage.ts'

/** The chunks of one read, which began at a moment. */
type Batch = {
  readonly began: number
  readonly chunks: readonly EventChunk[]
  readonly events: number
  readonly text: number
}
type Running = { readonly began: number; readonly chunks: Promise<readonly EventChunk[]> }

const mostEvents = 4 * 4_096
/** In characters, as {@link EventChunk.size} counts them: four batches of the usual size. */
const mostText = 2 * 1024 * 1024

/**
 * Reads a log for several readers. Readers at the same position share one read of the storage. Readers that are a few batches apart share
 * the last batches. Each reader still has its own copy of each event.
 */
export class SharedReads {
  readonly #storage: Pick<LogStorage, 'read'>
  #moment = 1
  #isAdvancing = false
  #readers = 0
  #batches: Batch[] = []
  /** The reads in flight by the position that they start from. */
  #running = new Map<number, Running>()
  /** The events of chunks that several readers decode. `undefined`: no fast copy exists. */
  #decoded = new WeakMap<EventChunk, readonly RecordedEvent[] | undefined>()

  constructor(storage: Pick<LogStorage, 'read'>) {
    this.#storage = storage
  }

  /** The current moment. A reader passes an earlier moment to receive only the results of reads that began after it. */
  get moment(): number {
    return this.#moment
  }

  /** Position of the last event that is kept; 0: none. */
  get end(): number {
    const last = this.#batches.map(({ chunks }) => chunks.at(-1)).filter((chunk) => chunk !== undefined)
    return Math.max(0, ...last.map(endOf))
  }

  /** Counts a reader. @returns a function that ends its reading */
  begin(): () => void {
    this.#readers += 1
    return () => {
      this.#readers -= 1
      if (this.#readers > 1) return
      this.#decoded = new WeakMap()
      this.#keepToLimits()
    }
  }

  /** Reads the next chunks of a range, oldest first. @param since the read must have begun after this moment; 0: at any time */
  async read(range: ReadRange, since: number): Promise<readonly EventChunk[]> {
    const kept = this.kept(range, since)
    return kept.length > 0 ? kept : this.readStorage(range, since)
  }

  /** Returns the kept chunks of a range, up to the end of their batch; none if the start of the range is not kept. */
  kept(range: Pick<ReadRange, 'from' | 'to'>, since: number): readonly EventChunk[] {
    for (const { began, chunks } of this.#batches) {
      const found = began > since ? chunksIn(chunks, range) : []
      if (found.length > 0) return found
    }
    return []
  }

  /** Reads the next chunks of a range from the storage, or shares a read in flight that began after a moment. */
  async readStorage(range: ReadRange, since: number): Promise<readonly EventChunk[]> {
    const running = this.#running.get(range.from)
    const shared = running && running.began > since ? await running.chunks : []
    // A read that began before an append can be empty.
    return shared.length > 0 ? shared : this.#begin(range)
  }

  /**
   * Decodes a chunk. If there are several readers, decodes it one time and copies the events for each reader.
   *
   * @throws {@link LogCorrupted} the chunk is damaged; the next read of its events reads the storage
   */
  decode<E extends DomainEvent>(chunk: EventChunk): RecordedEvent<E>[] {
    try {
      if (this.#readers < 2) return chunk.decode<E>()
      if (!this.#decoded.has(chunk)) {
        const events = chunk.decode()
        this.#decoded.set(chunk, events.every(isDecodedJson) ? events : undefined)
      }
      const events = this.#decoded.get(chunk)
      // Unchecked: the caller's type parameter is trusted.
      return events
        ? (events.map(copyOfDecoded) as RecordedEvent<DomainEvent>[] as RecordedEvent<E>[])
        : chunk.decode<E>()
    } catch (error) {
      this.#batches = this.#batches.filter(({ chunks }) => !chunks.includes(chunk))
      throw error
    }
  }

  /** Forgets all batches, and does not keep the results of reads in flight. */
  forget(): void {
    this.#batches = []
    this.#running = new Map()
    this.#decoded = new WeakMap()
  }

  #begin(range: ReadRange): Promise<readonly EventChunk[]> {
    const began = this.#nextMoment()
    const all = this.#running
    const running = { began, chunks: this.#storage.read(range) }
    all.set(range.from, running)
    const end = (chunks?: readonly EventChunk[]): void => {
      if (all.get(range.from) === running) all.delete(range.from)
      // Otherwise this read began before the log was replaced, or before the connection was interrupted.
      if (chunks && all === this.#running) this.#keep(began, chunks)
    }
    running.chunks.then(end, () => end())
    return running.chunks
  }

  /** Returns the moment of a read that begins now. Readers that begin at the same time, in microtasks, can share the read. */
  #nextMoment(): number {
    if (!this.#isAdvancing) {
      this.#isAdvancing = true
      queueMicrotask(() => {
        this.#moment += 1
        this.#isAdvancing = false
      })
    }
    return this.#moment + 1
  }

  #keep(began: number, chunks: readonly EventChunk[]): void {
    if (chunks.length === 0) return
    let events = 0
    let text = 0
    for (const { count, size } of chunks) {
      events += count
      text += size
    }
    this.#batches.unshift({ began, chunks, events, text })
    this.#keepToLimits()
  }

  #keepToLimits(): void {
    // One reader needs only the last batch: to compare the id of the last event before it reads on.
    const kept = this.#readers < 2 ? this.#batches.slice(0, 1) : this.#batches
    let events = 0
    let text = 0
    this.#batches = kept.filter((batch) => {
      events += batch.events
      text += batch.text
      return events <= mostEvents && text <= mostText
    })
  }
}
