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
// So many events are read in a row in less time than one stream is looked for.
const eventsALookup = 512

/**
 * The log of another store up to a position, read on demand. It is read through the store and not through its storage: a wrapper of a
 * store can show other events than are stored, and its fork shows them too.
 */
export class SharedPast {
  readonly origin: EventStore
  /** Its last event; none of an empty past. */
  readonly last: RecordedEvent | undefined
  readonly #versions = new Map<string, number>()
  /** The events of the origin that it is of. */
  readonly historyId: string

  private constructor(origin: EventStore, last: RecordedEvent | undefined) {
    this.origin = origin
    this.last = last
    this.historyId = origin.historyId
  }

  /** The past of a fork that shares nothing with its origin any more. */
  static none(origin: EventStore): SharedPast {
    return new SharedPast(origin, undefined)
  }

  /** @param position which the log has, or 0 */
  static async upTo(origin: EventStore, position: number): Promise<SharedPast> {
    return withinOneHistory(origin, async () => new SharedPast(origin, await eventAt(origin, position)))
  }

  get tail(): Tail {
    return { position: this.last?.globalPosition ?? 0, recordedAt: this.last?.recordedAt ?? 0 }
  }

  /**
   * Whether the origin still holds it. It does not after its log was rewound.
   *
   * @throws {@link LogReplaced}
   */
  async isThere(): Promise<boolean> {
    const { last, origin, historyId } = this
    if (!last) return true
    const place = { position: last.globalPosition, eventId: last.id, historyId }
    return this.#read(() => isInLog(origin, place))
  }

  /** Reads chunks of a range that begins, at the end it starts from, in this past. */
  async read({ from, to, direction, maxEvents }: ReadRange): Promise<EventChunk[]> {
    const range = { fromPosition: from, toPosition: Math.min(to, this.tail.position), direction, limit: maxEvents }
    const chunks: EventChunk[] = []
    this.assertThere()
    try {
      for await (const page of this.origin.readBatches(range)) {
        chunks.push(chunkOf(direction === 'forward' ? page : [...page].reverse()))
      }
    } catch (error) {
      // Events before the damage are delivered. The next read, from the damage on, throws.
      if (chunks.length === 0 && !this.#isReplaced) throw error
    }
    // A read that began late reads the new log.
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

  /** A stream's version as of this past. */
  async version(streamId: string): Promise<number> {
    // There is one answer for each question.
    return (await this.versions([streamId])).get(streamId) as number
  }

  /** The versions of streams as of this past: of many at once, because each lookup is a transaction of its own. */
  async versions(streamIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    this.assertThere()
    // An empty past knows without asking.
    const found = new Map(streamIds.map((id) => [id, this.last ? this.#versions.get(id) : 0]))
    const unknown = [...found.keys()].filter((id) => found.get(id) === undefined)
    const looked =
      (await this.#readVersions(unknown)) ??
      (await this.#read(() => mapConcurrently(unknown, (id) => this.#findVersion(id))))
    for (const [index, streamId] of unknown.entries()) {
      // There is one version for each of them.
      const version = looked[index] as number
      found.set(streamId, version)
      if (this.#versions.size === mostVersionsKept) this.#versions.clear()
      this.#versions.set(streamId, version)
    }
    return found as Map<string, number>
  }

  /**
   * Reads the past through once for the versions of many streams.
   *
   * @returns undefined: it is quicker to look for each of them, or the past cannot be read through
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
      // Damage elsewhere in the log does not concern these streams. What concerns them fails again when they are looked for.
      return undefined
    }
    this.assertThere()
    return [...versions.values()]
  }

  /** By bisection: positions grow with versions. */
  async #findVersion(streamId: string): Promise<number> {
    const { version, events } = await this.origin.readStream(streamId, { direction: 'backward', limit: 1 })
    // Most streams have not gone on since.
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

  /** The events of a command, as far as they are in this past. */
  async readCommand(commandId: string): Promise<RecordedEvent[]> {
    const recorded = this.last ? await this.#read(() => this.origin.readCommand(commandId)) : []
    return recorded.filter((event) => this.#holds(event))
  }

  /** Reads the origin, and believes nothing of a log that took the place of this past in the meantime. */
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

  /** @throws {@link LogReplaced} the log of the origin is another one since: what is read there does not lead to the fork */
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
      // Copies, because the origin may return the same objects to others. Unchecked: the caller's type parameter is trusted.
      return events.map((event) => copyOfEvent(event)) as RecordedEvent<DomainEvent>[] as RecordedEvent<E>[]
    },
  }
}
