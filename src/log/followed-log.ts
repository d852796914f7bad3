import type { StoredEvent } from '../events/stored-event.ts'
import { firstBatch } from './batch-size.ts'
import { type ChunkSource, endOf } from './chunk-source.ts'
import type { Closing } from './closing.ts'
import type { EventChunk, ReadRange } from './log-storage.ts'
import { RecentEvents } from './recent-events.ts'
import type { CompleteStorage } from './replaceable-storage.ts'
import { SharedReads } from './shared-reads.ts'

/** The parts of a store that its followers read from. */
export type FollowedParts = {
  readonly storage: CompleteStorage
  readonly log: FollowedLog
  readonly closing: Closing
}

/** One read of a range by a follower. The caller calls `end` after it. */
export type Pass = Required<ChunkSource> & { readonly end: () => void }

/**
 * The log of a store, as its followers in this tab read it. Recent events come from memory. Several followers share their reads of the
 * storage. The memory is valid only for one history and one connection: a log can be rewound only while no connection is open.
 */
export class FollowedLog {
  readonly #storage: CompleteStorage
  readonly #recent = new RecentEvents()
  readonly #reads: SharedReads
  #historyId: string
  /** A new object each time that the memory is forgotten. */
  #era = {}
  readonly #stopListening: () => void

  constructor(storage: CompleteStorage) {
    this.#storage = storage
    this.#reads = new SharedReads(storage)
    this.#historyId = storage.historyId
    this.#stopListening = storage.health.onChange(() => this.forget())
  }

  /** The current moment, for {@link FollowedLog.pass}. */
  get moment(): number {
    return this.#reads.moment
  }

  /**
   * Begins a commit.
   *
   * @returns a function that remembers the events of the commit. Call it after the storage has stored them
   */
  beginCommit(): (events: readonly StoredEvent[]) => void {
    const era = this.#currentEra()
    return (events) => {
      if (era === this.#currentEra()) this.#recent.add(events)
    }
  }

  /**
   * Begins to read a range.
   *
   * @param since 0: the range may come from memory. Otherwise a moment: all chunks come from reads of the storage that began after it
   */
  pass(since: number): Pass {
    const reads = this.#reads
    const storage = this.#storage
    let mayUseMemory = since === 0
    return {
      get historyId(): string {
        return storage.historyId
      },
      read: async (range) => {
        this.#currentEra()
        if (!mayUseMemory) return reads.read(range, since)
        const remembered = this.#fromMemory(range)
        if (remembered) return remembered
        mayUseMemory = false
        // A follower reads from the event before the new ones, to compare its id. If the new events come from the storage, then this event
        // does too: otherwise the comparison would not find a rewound log.
        return reads.readStorage(range, since)
      },
      decode: (chunk) => reads.decode(chunk),
      end: reads.begin(),
    }
  }

  /** Starts to read the first batch from a position on. The next pass since an earlier moment uses this read. */
  readAhead(position: number): void {
    this.#currentEra()
    const from = Math.max(1, position)
    const range = { from, to: from + firstBatch - 1, direction: 'forward', maxEvents: firstBatch } as const
    // The pass reports a failure.
    this.#reads.read(range, this.#reads.moment).catch(() => {})
  }

  /** Forgets all events if the log ends before one of them: then the log was rewound. */
  endsAt(position: number): void {
    if (position < Math.max(this.#recent.end, this.#reads.end)) this.forget()
  }

  /** Forgets all events, because the connection was interrupted, or the log was lost, replaced or closed. */
  forget(): void {
    this.#era = {}
    this.#recent.forget()
    this.#reads.forget()
  }

  close(): void {
    this.#stopListening()
    this.forget()
  }

  #currentEra(): object {
    const { historyId } = this.#storage
    if (historyId !== this.#historyId) {
      this.#historyId = historyId
      this.forget()
    }
    return this.#era
  }

  /** Returns all chunks of a range; `undefined`: some events are not in memory, or their chunks overlap. */
  #fromMemory({ from, to }: ReadRange): readonly EventChunk[] | undefined {
    const found: EventChunk[] = []
    for (let next = from; next <= to; ) {
      const recent = this.#recent.read({ from: next, to })
      const chunks = recent.length > 0 ? recent : this.#reads.kept({ from: next, to }, 0)
      const last = chunks.at(-1)
      if (!last) return undefined
      // Chunks of another read can begin before `next`. Only the first chunk of a range may begin before its start.
      if (found.length > 0 && chunks.some(({ position }) => position < next)) return undefined
      found.push(...chunks)
      next = endOf(last) + 1
    }
    return found
  }
}
