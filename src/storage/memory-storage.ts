import type { CommitRecord } from '../log/commit-record.ts'
import { StoreClosed } from '../log/errors.ts'
import type {
  Checkpoint,
  CheckpointStorage,
  LogInspection,
  LogQuestion,
  LogRange,
  LogStorage,
  LogView,
  PageStorage,
  ReadRange,
  SnapshotStorage,
  StagingStorage,
  StreamRecords,
  Tail,
} from '../log/log-storage.ts'
import { endOf } from '../log/packed-events.ts'
import { randomId } from '../log/random-id.ts'
import { MemoryCheckpoints } from './memory-checkpoints.ts'
import { MemoryHealth } from './memory-health.ts'
import { MemoryInspection } from './memory-inspection.ts'
import { MemorySnapshots, type SnapshotsInMemory } from './memory-snapshots.ts'
import { MemoryStaging, type StagedInMemory } from './memory-staging.ts'

type MemoryLog = {
  /** Where it begins. */
  start: Tail
  historyId: string
  /** How many events the last replacement put into it. */
  restored: number
  readonly records: CommitRecord[]
  readonly byStream: Map<string, { lastVersion: number; record: CommitRecord }[]>
  readonly byCommand: Map<string, CommitRecord>
  readonly snapshots: SnapshotsInMemory
  readonly checkpoints: Map<string, Checkpoint>
}

/** Keeps a log in memory for as long as somebody holds on to it: for tests, forks and previews. */
export class MemoryStorage implements LogStorage {
  readonly logId: string
  readonly snapshots: SnapshotStorage
  readonly checkpoints: CheckpointStorage
  /** There are none: in memory, commits are read as quickly. */
  readonly pages: PageStorage = { drop: async (): Promise<void> => {} }
  readonly health: MemoryHealth = new MemoryHealth(() => this.#isClosed)
  readonly #log: MemoryLog
  readonly #staged: StagedInMemory = new Map()
  /** The events that the next decision may rest on. */
  #decidedOn: string
  #isClosed = false

  /**
   * @param sharing another storage, to hold the same log as it, as a second tab would
   * @param start where the log ended whose later events it holds; default: there is none before it
   */
  constructor(logId: string, sharing?: MemoryStorage, start: Tail = { position: 0, recordedAt: 0 }) {
    this.logId = sharing?.logId ?? logId
    this.#log = sharing ? sharing.#log : emptyLog(this.logId, start)
    this.#decidedOn = this.historyId
    const assertOpen = (): void => this.#assertOpen()
    this.snapshots = new MemorySnapshots(this.#log.snapshots, assertOpen)
    this.checkpoints = new MemoryCheckpoints(this.#log.checkpoints, assertOpen)
  }

  get historyId(): string {
    return this.#log.historyId
  }

  /** Where the log begins. */
  get start(): Tail {
    return this.#log.start
  }

  async restoredEvents(): Promise<number> {
    this.#assertOpen()
    return this.#log.restored
  }

  async tail(): Promise<Tail> {
    this.#assertOpen()
    return this.#tail()
  }

  async findCommand(commandId: string): Promise<CommitRecord | undefined> {
    this.#assertOpen()
    return this.#log.byCommand.get(commandId)
  }

  async write(records: readonly CommitRecord[]): Promise<boolean> {
    // What the records rest on was learned before the log was replaced, possibly by another storage that shares it.
    return this.#decidedOn === this.historyId && this.#add(records)
  }

  async decideAndWrite(
    { streamIds, commandIds }: LogQuestion,
    decide: (view: LogView) => readonly CommitRecord[],
  ): Promise<boolean> {
    const { byStream, byCommand } = this.#log
    const heads = new Map(streamIds.map((streamId) => [streamId, byStream.get(streamId)?.at(-1)?.lastVersion ?? 0]))
    const recordedCommands = new Set(commandIds.filter((commandId) => byCommand.has(commandId)))
    this.#decidedOn = this.historyId
    return this.#add(decide({ tail: this.#tail(), heads, recordedCommands }))
  }

  /** Waits for nothing: that is what makes it one transaction. */
  #add(records: readonly CommitRecord[]): boolean {
    this.#assertOpen()
    const { byStream, byCommand } = this.#log
    const commandIds = records.flatMap((record) => record.commandIds ?? [])
    if (records[0] && records[0].position !== this.#tail().position + 1) return false
    if (commandIds.some((commandId) => byCommand.has(commandId))) return false
    for (const record of records) {
      this.#log.records.push(record)
      for (const [streamId, lastVersion] of record.streams) {
        const entries = byStream.get(streamId)
        if (entries) entries.push({ lastVersion, record })
        else byStream.set(streamId, [{ lastVersion, record }])
      }
      for (const commandId of record.commandIds ?? []) byCommand.set(commandId, record)
    }
    return true
  }

  async readLog({ from, to, direction, maxEvents }: LogRange): Promise<CommitRecord[]> {
    this.#assertOpen()
    if (direction === 'forward') {
      const first = firstIndex(this.#log.records, (record) => endOf(record) >= from)
      const last = firstIndex(this.#log.records, ({ position }) => position > Math.min(to, from + maxEvents - 1))
      return this.#log.records.slice(first, last)
    }
    const end = firstIndex(this.#log.records, ({ position }) => position > to)
    const start = firstIndex(this.#log.records, ({ position }) => position >= Math.max(from, to - maxEvents + 1))
    return this.#log.records.slice(Math.min(start, end - 1), end).reverse()
  }

  async readStream(streamId: string, range: ReadRange & { readonly maxRecords: number }): Promise<StreamRecords> {
    this.#assertOpen()
    const { from, to, direction, maxRecords } = range
    const entries = this.#log.byStream.get(streamId) ?? []
    const version = entries.at(-1)?.lastVersion ?? 0
    const first = firstIndex(entries, ({ lastVersion }) => lastVersion >= from)
    const last = from > to ? first : firstIndex(entries, ({ lastVersion }) => lastVersion >= to) + 1
    const wanted = entries.slice(first, last)
    const inOrder = direction === 'forward' ? wanted : wanted.reverse()
    return { version, records: inOrder.slice(0, maxRecords).map(({ record }) => record) }
  }

  async openInspection(): Promise<LogInspection> {
    return new MemoryInspection(this.#log, () => this.#assertOpen())
  }

  async openStaging(): Promise<StagingStorage> {
    const { historyId } = this
    return new MemoryStaging(this.#staged, {
      // What the import compared with the log, it compared with the one of then.
      append: (records) => this.historyId === historyId && this.#add(records),
      replace: (records) => this.#replace(records),
    })
  }

  #replace(records: readonly CommitRecord[]): void {
    this.#assertOpen()
    const log = this.#log
    log.start = { position: 0, recordedAt: 0 }
    log.records.length = 0
    for (const derived of [log.byStream, log.byCommand, log.snapshots]) derived.clear()
    log.historyId = randomId()
    this.#add(records)
    const { position } = this.#tail()
    log.restored = position
    for (const reactor of log.checkpoints.keys()) {
      log.checkpoints.set(reactor, { reactor, logId: log.historyId, position, parked: [] })
    }
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.health.closed()
  }

  #tail(): Tail {
    const last = this.#log.records.at(-1)
    return last ? { position: endOf(last), recordedAt: last.recordedAt } : this.#log.start
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
    records: [],
    byStream: new Map(),
    byCommand: new Map(),
    snapshots: new Map(),
    checkpoints: new Map(),
  }
}

/** Binary search: where a condition, false before and true from some point on, becomes true. */
function firstIndex<Item>(items: readonly Item[], isReached: (item: Item) => boolean): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item !== undefined && isReached(item)) high = middle
    else low = middle + 1
  }
  return low
}
