import { type CommitRecord, packRecords } from '../log/commit-record.ts'
import type {
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
import type { StorageHealth } from '../log/storage-status.ts'
import { MemoryStorage } from '../storage/memory-storage.ts'
import { ForkInspection } from './fork-inspection.ts'
import { ForkSnapshots } from './fork-snapshots.ts'
import { mapConcurrently } from './map-concurrently.ts'
import { placed, SharedPast } from './shared-past.ts'

/**
 * A log whose beginning is the past of another one and whose rest is in memory. The past does not change, so it can be looked
 * into before a decision is made: with the rest, that is one step in memory.
 */
export class ForkStorage implements LogStorage {
  readonly logId: string
  readonly snapshots: SnapshotStorage
  readonly checkpoints: CheckpointStorage
  /** There are none. Those of the origin are its own business. */
  readonly pages: PageStorage = { drop: async (): Promise<void> => {} }
  readonly health: StorageHealth
  readonly #past: SharedPast
  readonly #own: MemoryStorage

  /** @param own what follows the past */
  constructor(past: SharedPast, own: MemoryStorage) {
    this.#past = past
    this.#own = own
    this.logId = own.logId
    this.snapshots = new ForkSnapshots(own.snapshots, past, own.logId)
    this.checkpoints = own.checkpoints
    this.health = own.health
  }

  get historyId(): string {
    return this.#own.historyId
  }

  /** Nothing, once the log of the fork was replaced. */
  get past(): SharedPast {
    return this.#own.start.position === this.#past.tail.position ? this.#past : SharedPast.none(this.#past.origin)
  }

  /** Another one for the same log. */
  share(): ForkStorage {
    return new ForkStorage(this.#past, new MemoryStorage(this.logId, this.#own))
  }

  restoredEvents(): Promise<number> {
    return this.#own.restoredEvents()
  }

  tail(): Promise<Tail> {
    return this.#own.tail()
  }

  async findCommand(commandId: string): Promise<CommitRecord | undefined> {
    const own = await this.#own.findCommand(commandId)
    // The events of a command that was under way may go on in the fork.
    return packRecords((await this.past.readCommand(commandId)).map(placed))[0] ?? own
  }

  async write(records: readonly CommitRecord[]): Promise<boolean> {
    const taken = await this.#recordedBefore(records.flatMap(({ commandIds = [] }) => commandIds))
    return taken.length === 0 && this.#own.write(records)
  }

  async decideAndWrite(question: LogQuestion, decide: (view: LogView) => readonly CommitRecord[]): Promise<boolean> {
    const recordedBefore = await this.#recordedBefore(question.commandIds)
    const before = new Map(await this.past.versions(question.streamIds))
    return this.#own.decideAndWrite(question, ({ tail, heads, recordedCommands }) => {
      for (const [streamId, version] of heads) if (version > 0) before.set(streamId, version)
      return decide({ tail, heads: before, recordedCommands: new Set([...recordedBefore, ...recordedCommands]) })
    })
  }

  async readLog(range: LogRange): Promise<readonly CommitRecord[]> {
    // A closed one tells nothing, not even what its origin still would.
    await this.#own.tail()
    const { position } = this.past.tail
    const start = range.direction === 'forward' ? range.from : range.to
    if (start <= position) return this.past.readLog(range)
    return this.#own.readLog({ ...range, from: Math.max(range.from, position + 1) })
  }

  async readStream(streamId: string, range: ReadRange & { readonly maxRecords: number }): Promise<StreamRecords> {
    const before = await this.past.version(streamId)
    const own = await this.#own.readStream(streamId, { ...range, from: Math.max(range.from, before + 1) })
    const version = Math.max(before, own.version)
    const start = range.direction === 'forward' ? range.from : Math.min(range.to, version)
    return { version, records: start > before ? own.records : await this.past.readStream(streamId, range) }
  }

  async openInspection(): Promise<LogInspection> {
    return new ForkInspection(await this.#own.openInspection(), this.past)
  }

  openStaging(): Promise<StagingStorage> {
    return this.#own.openStaging()
  }

  close(): Promise<void> {
    return this.#own.close()
  }

  async #recordedBefore(commandIds: readonly string[]): Promise<string[]> {
    const isRecorded = async (commandId: string): Promise<boolean> =>
      (await this.past.readCommand(commandId)).length > 0
    const answers = await mapConcurrently(commandIds, isRecorded)
    return commandIds.filter((_, index) => answers[index])
  }
}
