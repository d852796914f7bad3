import { copyOfEvent } from '../events/copy-event.ts'
import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import { LogReplaced } from '../events/errors.ts'
import { eventAt } from '../log/event-at.ts'
import type { EventStore } from '../log/event-store.ts'
import { isInLog } from '../log/log-place.ts'
import type { EventChunk, LogQuestion, LogView, ReadRange, Tail } from '../log/log-storage.ts'
import { withinOneHistory } from '../log/within-one-history.ts'
import { mapConcurrently } from './map-concurrently.ts'

const mostVersionsKept = 10_000
const worthReading = 64
// Reading so many adjacent events takes less time than looking up one stream.
const eventsALookup = 512

/**
 * The log of another store up to a position, read on demand. This class reads the store and not the storage: a wrapper of a store can
 * return events that differ from the stored ones. A fork of the wrapper then has the same events as the wrapper.
 */
export class SharedPast {
  readonly origin: EventStore
  /** The last event of the past. `undefined`: the past is empty. */
  readonly last: RecordedEvent | undefined
  readonly #versions = new Map<string, number>()
  /** The history of the origin that the past belongs to. */
  readonly historyId: string

  private constructor(origin: EventStore, last: RecordedEvent | undefined) {
    this.origin = origin
    this.last = last
    this.historyId = origin.historyId
  }

  /** Returns an empty past, for a fork that no longer shares events with its origin. */
  static none(origin: EventStore): SharedPast {
    return new SharedPast(origin, undefined)
  }

  /** Returns the past up to a position. @param position a position in the log, or 0 */
  static async upTo(origin: EventStore, position: number): Promise<SharedPast> {
    return withinOneHistory(origin, async () => new SharedPast(origin, await eventAt(origin, position)))
  }

  get tail(): Tail {
    return { position: this.last?.globalPosition ?? 0, recordedAt: this.last?.recordedAt ?? 0 }
  }

  /**
   * Returns whether the origin still has the last event of the past. After its log was rewound, the event can be gone.
   *
   * @throws {@link LogReplaced} the log of the origin was replaced
   */
  async isThere(): Promise<boolean> {
    const { last, origin, historyId } = this
    if (!last) return true
    const place = { position: last.globalPosition, eventId: last.id, historyId }
    return this.#read(() => isInLog(origin, place))
  }

  /** Reads chunks of a range whose starting end is in this past. */
  async read({ from, to, direction, maxEvents }: ReadRange): Promise<EventChunk[]> {
    const range = { fromPosition: from, toPosition: Math.min(to, this.tail.position), direction, limit: maxEvents }
    const chunks: EventChunk[] = []
    this.assertThere()
    try {
      for await (const page of this.origin.readBatches(range)) {
        chunks.push(chunkOf(direction === 'forward' ? page : [...page].reverse()))
      }
    } catch (error) {
      // The events before the damage are returned first. The next read begins at the damage and throws.
      if (chunks.length === 0 && !this.#isReplaced) throw error
    }
    // If the log was replaced before the read began, the read returned the new log.
    this.assertThere()
    return chunks
  }

  /** Answers a question as of this past. */
  async view({ streamIds, commandIds }: LogQuestion): Promise<Pick<LogView, 'heads' | 'recordedCommands'>> {
    const found = await mapConcurrently(commandIds, (commandId) => this.readCommand(commandId))
    const recordedCommands = new Map<string, number>()
    for (const [index, commandId] of commandIds.entries()) {
      const first = found[index]?.[0]
      if (first) recordedCommands.set(commandId, first.globalPosition)
    }
    return { heads: await this.versions(streamIds), recordedCommands }
  }

  /** Returns the version of a stream in this past. */
  async version(streamId: string): Promise<number> {
    // The map has an entry for each stream.
    return (await this.versions([streamId])).get(streamId) as number
  }

  /** Returns the versions of streams in this past. One call for many is faster, because each lookup needs a transaction. */
  async versions(streamIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    this.assertThere()
    // In an empty past, every version is 0.
    const found = new Map(streamIds.map((id) => [id, this.last ? this.#versions.get(id) : 0]))
    const unknown = [...found.keys()].filter((id) => found.get(id) === undefined)
    const looked =
      (await this.#readVersions(unknown)) ??
      (await this.#read(() => mapConcurrently(unknown, (id) => this.#findVersion(id))))
    for (const [index, streamId] of unknown.entries()) {
      // The list has one version for each unknown stream.
      const version = looked[index] as number
      found.set(streamId, version)
      if (this.#versions.size === mostVersionsKept) this.#versions.clear()
      this.#versions.set(streamId, version)
    }
    return found as Map<string, number>
  }

  /**
   * Reads the complete past to find the versions of many streams.
   *
   * @returns `undefined`: looking up each stream is faster, or the past cannot be read completely
   */
  async #readVersions(streamIds: readonly string[]): Promise<number[] | undefined> {
    const { position } = this.tail
    if (streamIds.length < worthReading || position > streamIds.length * eventsALookup) return undefined
    const versions = new Map(streamIds.map((streamId) => [streamId, 0]))
    try {
      for await (const page of this.origin.readBatches({ toPosition: position })) {
        for (const { streamId, streamVersion } of page) {
          if (versions.has(streamId)) versions.set(streamId, streamVersion)
        }
      }
    } catch {
      // The damage may be in other streams. If it is in these streams, the lookups fail again.
      return undefined
    }
    this.assertThere()
    return [...versions.values()]
  }

  /** Finds a version by bisection, because positions increase with versions. */
  async #findVersion(streamId: string): Promise<number> {
    const { version, events } = await this.origin.readStream(streamId, { direction: 'backward', limit: 1 })
    // Most streams have no later events.
    if (events.every((event) => this.#holds(event))) return version
    let low = 0
    let high = version - 1
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      const found = await this.origin.readStream(streamId, { fromVersion: middle, limit: 1 })
      if (found.events.every((event) => this.#holds(event))) low = middle
      else high = middle - 1
    }
    return low
  }

  /** Reads events of one stream as of this past. */
  async readStream(streamId: string, { from, to, direction, maxEvents }: ReadRange): Promise<EventChunk[]> {
    const toVersion = Math.min(to, await this.version(streamId))
    if (from > toVersion) return []
    const range = { fromVersion: from, toVersion, direction, limit: maxEvents }
    const { events } = await this.#read(() => this.origin.readStream(streamId, range))
    return events.length > 0 ? [chunkOf(direction === 'forward' ? events : [...events].reverse())] : []
  }

  /** Reads those events of a command that are in this past. */
  async readCommand(commandId: string): Promise<RecordedEvent[]> {
    const recorded = this.last ? await this.#read(() => this.origin.readCommand(commandId)) : []
    return recorded.filter((event) => this.#holds(event))
  }

  /** Reads the origin. Throws if its log was replaced before or during the read. */
  async #read<Result>(read: () => Promise<Result>): Promise<Result> {
    this.assertThere()
    try {
      return await read()
    } finally {
      this.assertThere()
    }
  }

  get #isReplaced(): boolean {
    return this.last !== undefined && this.origin.historyId !== this.historyId
  }

  /** Checks that the origin still has this history. @throws {@link LogReplaced} the log of the origin was replaced */
  assertThere(): void {
    if (this.#isReplaced) throw new LogReplaced()
  }

  #holds({ globalPosition }: RecordedEvent): boolean {
    return globalPosition <= this.tail.position
  }
}

function chunkOf(events: readonly RecordedEvent[]): EventChunk {
  return {
    position: events[0]?.globalPosition ?? 0,
    count: events.length,
    size: events.reduce((sum, { data }) => sum + (JSON.stringify(data)?.length ?? 0), 0),
    decode<E extends DomainEvent>(): RecordedEvent<E>[] {
      // Copies, because the origin may return the same objects to other callers. Unchecked: the caller's type parameter is trusted.
      return events.map((event) => copyOfEvent(event)) as RecordedEvent<DomainEvent>[] as RecordedEvent<E>[]
    },
  }
}
