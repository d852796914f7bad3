import { StoreClosed } from '../events/errors.ts'
import type { StoredEvent } from '../events/stored-event.ts'
import { chunksOf } from '../log/chunks-of.ts'
import type { DocumentStorage } from '../log/document-storage.ts'
import type {
  Decide,
  EventChunk,
  LogQuestion,
  LogStorage,
  LogView,
  ReadRange,
  StreamChunks,
  Tail,
} from '../log/log-storage.ts'
import type { ReplaceableStorage, StagingStorage } from '../log/replaceable-storage.ts'
import { BasicHealth } from '../log/storage-health.ts'
import type { WithHealth } from '../log/storage-status.ts'
import type { Checkpoint } from '../log/stored-checkpoints.ts'
import { randomId } from '../values/random-id.ts'
import { type Collections, MemoryDocuments } from './memory-documents.ts'
import { MemoryStaging, type StagedInMemory } from './memory-staging.ts'

type MemoryLog = {
  /** The position and time after which the log begins. */
  start: Tail
  historyId: string
  /** The number of events in the last replacement. */
  restored: number
  readonly events: StoredEvent[]
  readonly byStream: Map<string, StoredEvent[]>
  /** The position of each command's first event. */
  readonly byCommand: Map<string, number>
  readonly collections: Collections
}

/** Keeps a log in memory, for tests, forks and previews. The log exists until the last reference to it is gone. */
export class MemoryStorage implements LogStorage, ReplaceableStorage, WithHealth {
  readonly logId: string
  readonly documents: DocumentStorage
  readonly health: BasicHealth = new BasicHealth({ persistence: 'not kept', history: 'first visit' })
  readonly #log: MemoryLog
  readonly #staged: StagedInMemory = new Map()
  #isClosed = false

  /**
   * @param logId the id of the log; ignored with `sharing`
   * @param sharing another storage, to share its log as a second tab would
   * @param start the position and time after which the log begins; default: zeros
   */
  constructor(logId: string, sharing?: MemoryStorage, start: Tail = { position: 0, recordedAt: 0 }) {
    this.logId = sharing?.logId ?? logId
    this.#log = sharing ? sharing.#log : emptyLog(this.logId, start)
    this.documents = new MemoryDocuments(this.#log.collections, () => this.#assertOpen())
  }

  get historyId(): string {
    return this.#log.historyId
  }

  /** An object that all storages of the same log share. */
  get sharedLog(): object {
    return this.#log
  }

  /** The position and time after which the log begins. */
  get start(): Tail {
    return this.#log.start
  }

  async restoredEvents(): Promise<number> {
    this.#assertOpen()
    return this.#log.restored
  }

  async append(question: LogQuestion, decide: Decide): Promise<void> {
    // No other call can run in between, because these steps are synchronous.
    this.#add(decide(this.#view(question)) ?? [])
  }

  async view(question: LogQuestion): Promise<LogView> {
    return this.#view(question)
  }

  async read({ from, to, direction, maxEvents }: ReadRange): Promise<readonly EventChunk[]> {
    this.#assertOpen()
    const isForward = direction === 'forward'
    const first = isForward ? from : Math.max(from, to - maxEvents + 1)
    const last = isForward ? Math.min(to, from + maxEvents - 1) : to
    const { events, start } = this.#log
    return chunksOf(events.slice(Math.max(0, first - start.position - 1), last - start.position), direction)
  }

  async readStream(streamId: string, { from, to, direction, maxEvents }: ReadRange): Promise<StreamChunks> {
    this.#assertOpen()
    const events = this.#log.byStream.get(streamId) ?? []
    const version = events.at(-1)?.streamVersion ?? 0
    // In a fork, a stream may begin at a later version.
    const before = version - events.length
    const wanted = events.slice(Math.max(0, from - before - 1), Math.max(0, Math.min(to, version) - before))
    const next = direction === 'forward' ? wanted.slice(0, maxEvents) : wanted.slice(-maxEvents)
    return { version, chunks: chunksOf(next, direction) }
  }

  async openStaging(): Promise<StagingStorage> {
    const { historyId } = this
    return new MemoryStaging(this.#staged, {
      append: (events) => {
        // The lines were compared with the log at the start of the import.
        const fits = this.historyId === historyId && events[0]?.globalPosition === this.#tail().position + 1
        if (fits) this.#add(events)
        return fits || events.length === 0
      },
      replace: (events) => this.#replace(events),
    })
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.health.close()
  }

  #view({ streamIds, commandIds }: LogQuestion): LogView {
    this.#assertOpen()
    const { byStream, byCommand } = this.#log
    const recorded = commandIds.flatMap((commandId): [string, number][] => {
      const position = byCommand.get(commandId)
      return position === undefined ? [] : [[commandId, position]]
    })
    return {
      tail: this.#tail(),
      heads: new Map(streamIds.map((streamId) => [streamId, byStream.get(streamId)?.at(-1)?.streamVersion ?? 0])),
      recordedCommands: new Map(recorded),
    }
  }

  #add(added: readonly StoredEvent[]): void {
    this.#assertOpen()
    const { events, byStream, byCommand } = this.#log
    for (const event of added) {
      const { streamId, commandId, globalPosition } = event
      events.push(event)
      const stream = byStream.get(streamId)
      if (stream) stream.push(event)
      else byStream.set(streamId, [event])
      if (commandId !== undefined && !byCommand.has(commandId)) byCommand.set(commandId, globalPosition)
    }
  }

  #replace(events: readonly StoredEvent[]): void {
    this.#assertOpen()
    const log = this.#log
    log.start = { position: 0, recordedAt: 0 }
    log.events.length = 0
    for (const derived of [log.byStream, log.byCommand, log.collections.snapshots]) derived.clear()
    log.historyId = randomId()
    this.#add(events)
    log.restored = events.length
    for (const [reactor, checkpoints] of log.collections.checkpoints) {
      const checkpoint: Checkpoint = { reactor, logId: log.historyId, position: events.length, parked: [] }
      checkpoints.set(0, checkpoint)
    }
  }

  #tail(): Tail {
    const last = this.#log.events.at(-1)
    return last ? { position: last.globalPosition, recordedAt: last.recordedAt } : this.#log.start
  }

  #assertOpen(): void {
    if (this.#isClosed) throw new StoreClosed()
  }
}

function emptyLog(logId: string, start: Tail): MemoryLog {
  return {
    historyId: logId,
    restored: 0,
    start,
    events: [],
    byStream: new Map(),
    byCommand: new Map(),
    collections: { snapshots: new Map(), checkpoints: new Map() },
  }
}
