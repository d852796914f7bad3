import type { DocumentStorage } from '../log/document-storage.ts'
import type {
  Decide,
  EventChunk,
  LogQuestion,
  LogStorage,
  LogView,
  ReadRange,
  StreamChunks,
} from '../log/log-storage.ts'
import type { ReplaceableStorage, StagingStorage } from '../log/replaceable-storage.ts'
import type { StorageHealth, WithHealth } from '../log/storage-status.ts'
import { MemoryStorage } from '../storage/memory-storage.ts'
import { SharedPast } from './shared-past.ts'

/**
 * A log that begins with the past of another log. Its own events are in memory. The past does not change, so `append` can read it
 * before the decision. The decision itself is one step in memory.
 */
export class ForkStorage implements LogStorage, ReplaceableStorage, WithHealth {
  readonly logId: string
  readonly documents: DocumentStorage
  readonly health: StorageHealth
  readonly #past: SharedPast
  readonly #own: MemoryStorage

  /** @param own stores the events after the past */
  constructor(past: SharedPast, own: MemoryStorage) {
    this.#past = past
    this.#own = own
    this.logId = own.logId
    this.documents = own.documents
    this.health = own.health
  }

  get historyId(): string {
    return this.#own.historyId
  }

  /** The shared past. It is empty after the log of the fork was replaced. */
  get past(): SharedPast {
    return this.#own.start.position === this.#past.tail.position ? this.#past : SharedPast.none(this.#past.origin)
  }

  /** Opens the same log again. */
  share(): ForkStorage {
    return new ForkStorage(this.#past, new MemoryStorage(this.logId, this.#own))
  }

  restoredEvents(): Promise<number> {
    return this.#own.restoredEvents()
  }

  async append(question: LogQuestion, decide: Decide): Promise<void> {
    const before = await this.past.view(question)
    return this.#own.append(question, (own) => decide(joined(before, own)))
  }

  async view(question: LogQuestion): Promise<LogView> {
    // A query for the end of the log alone does not need the past.
    if (question.streamIds.length + question.commandIds.length === 0) return this.#own.view(question)
    const before = await this.past.view(question)
    return joined(before, await this.#own.view(question))
  }

  async read(range: ReadRange): Promise<readonly EventChunk[]> {
    // Rejects if this fork is closed, even if its origin is open.
    await this.#own.restoredEvents()
    const { position } = this.past.tail
    const start = range.direction === 'forward' ? range.from : range.to
    if (start <= position) return this.past.read(range)
    return this.#own.read({ ...range, from: Math.max(range.from, position + 1) })
  }

  async readStream(streamId: string, range: ReadRange): Promise<StreamChunks> {
    const before = await this.past.version(streamId)
    const own = await this.#own.readStream(streamId, { ...range, from: Math.max(range.from, before + 1) })
    const version = Math.max(before, own.version)
    const start = range.direction === 'forward' ? range.from : Math.min(range.to, version)
    return { version, chunks: start > before ? own.chunks : await this.past.readStream(streamId, range) }
  }

  openStaging(): Promise<StagingStorage> {
    return this.#own.openStaging()
  }

  close(): Promise<void> {
    return this.#own.close()
  }
}

type Past = Pick<LogView, 'heads' | 'recordedCommands'>

function joined(before: Past, own: LogView): LogView {
  const heads = new Map(before.heads)
  for (const [streamId, version] of own.heads) if (version > 0) heads.set(streamId, version)
  // The events of a command can begin in the past and continue in the fork.
  return { tail: own.tail, heads, recordedCommands: new Map([...own.recordedCommands, ...before.recordedCommands]) }
}
