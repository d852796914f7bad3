import { AppendQueue } from './append-queue.ts'
import {
  abortSignal,
  check,
  checkOptions,
  checkStreamsAlternate,
  count,
  direction,
  durability,
  expectedVersion,
  list,
  ordinal,
  text,
  types,
} from './argument-checks.ts'
import { ChangeNotifier } from './change-notifier.ts'
import { Closing } from './closing.ts'
import { disposeAsyncWith } from './dispose.ts'
import type { DomainEvent, NewEvent, RecordedEvent } from './domain-event.ts'
import { encodeEvent } from './encoded-event.ts'
import { StoreClosed } from './errors.ts'
import type {
  AppendBatchOptions,
  AppendOptions,
  AppendResult,
  EventStore,
  LogListener,
  ReadAllOptions,
  ReadStreamOptions,
  StreamAppend,
  StreamRead,
  SubscribeOptions,
} from './event-store.ts'
import { listOf } from './list-of.ts'
import type { CheckpointStorage, LogInspection, LogStorage, SnapshotStorage } from './log-storage.ts'
import { readCommand } from './read-command.ts'
import { readAll, readBatches } from './read-pages.ts'
import { readStream } from './read-stream.ts'
import type { ConnectionListener, StorageStatus } from './storage-status.ts'
import { subscribe } from './subscription.ts'

/** Where a store gets time and chance from. */
export type EventLogOptions = {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  readonly newId: () => string
  /** How often, in milliseconds, followers look at the log without being told to; 0: never. */
  readonly pollInterval: number
}

/** An event store over any storage, less the files: those are the business of `transfer`. */
export class EventLog<E extends DomainEvent>
  implements Omit<EventStore<E>, 'exportJsonl' | 'importJsonl' | 'replaceFromJsonl'>
{
  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  static {
    disposeAsyncWith(EventLog.prototype, 'close')
  }
  readonly #storage: LogStorage
  readonly #newId: () => string
  readonly #queue: AppendQueue
  readonly #notifier: ChangeNotifier
  protected readonly closing: Closing = new Closing()
  #closed: Promise<void> | undefined

  constructor(storage: LogStorage, { now, newId, pollInterval }: EventLogOptions) {
    this.#storage = storage
    this.#newId = newId
    this.#notifier = new ChangeNotifier(storage.logId, { pollInterval })
    this.#queue = new AppendQueue(storage, {
      now,
      onCommit: (lastPosition) => this.#notifier.notify(lastPosition),
    })
    // What was learned through another connection may not hold any more: the log can have gone back since.
    storage.health.onChange(({ connection }) => {
      if (connection !== 'open') this.#queue.forget()
    })
  }

  get logId(): string {
    return this.#storage.logId
  }

  get historyId(): string {
    return this.#storage.historyId
  }

  get snapshots(): SnapshotStorage {
    return this.#storage.snapshots
  }

  get checkpoints(): CheckpointStorage {
    return this.#storage.checkpoints
  }

  async append(
    streamId: string,
    events: NewEvent<E> | readonly NewEvent<E>[],
    options: AppendOptions = {},
  ): Promise<AppendResult<E>> {
    const given = checkOptions(options, appendOptions)
    const { expectedVersion: expected = 'any' } = given
    const parts = [{ streamId, events: listOf<NewEvent<E>>(events), expectedVersion: expected }]
    const [result] = await this.#enqueue(parts, given)
    // One part went in, so one result came out.
    return result as AppendResult<E>
  }

  async appendBatch(appends: readonly StreamAppend<E>[], options: AppendBatchOptions = {}): Promise<AppendResult<E>[]> {
    const given = checkOptions(options, batchOptions)
    check('appends', appends, list)
    // Spread, because map() passes over the holes of a list.
    const parts = [...appends].map((append) => checkOptions(append, partOptions))
    return this.#enqueue(parts, given)
  }

  async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<StreamRead<E>> {
    check('streamId', streamId, text)
    const given = checkOptions(options, { fromVersion: ordinal, toVersion: count, limit: ordinal, direction })
    return readStream(this.openStorage(), streamId, given)
  }

  readAll(options: ReadAllOptions<E> = {}): AsyncIterableIterator<RecordedEvent<E>> {
    const given = checkOptions(options, readAllOptions)
    return readAll({ storage: this.openStorage(), closing: this.closing }, given)
  }

  readBatches(options: ReadAllOptions<E> = {}): AsyncIterableIterator<readonly RecordedEvent<E>[]> {
    const given = checkOptions(options, readAllOptions)
    return readBatches({ storage: this.openStorage(), closing: this.closing }, given)
  }

  subscribe(options: SubscribeOptions<E> = {}): AsyncIterableIterator<RecordedEvent<E>> {
    const given = checkOptions(options, subscribeOptions)
    const { closing } = this
    return subscribe(
      { storage: this.openStorage(), onLogChange: (listener) => this.onLogChange(listener), closing },
      given,
    )
  }

  async readCommand(commandId: string): Promise<RecordedEvent<E>[]> {
    check('commandId', commandId, text)
    return readCommand<E>(this.openStorage(), commandId)
  }

  onLogChange(listener: LogListener): () => void {
    this.openStorage()
    return this.#notifier.listen(listener)
  }

  async streamVersion(streamId: string): Promise<number> {
    check('streamId', streamId, text)
    const nothing = { from: 1, to: 0, direction: 'forward', maxRecords: 1 } as const
    return (await this.openStorage().readStream(streamId, nothing)).version
  }

  async lastPosition(): Promise<number> {
    return (await this.openStorage().tail()).position
  }

  async storageStatus(): Promise<StorageStatus> {
    return this.#storage.health.status()
  }

  async requestPersistence(): Promise<boolean> {
    return this.openStorage().health.requestPersistence()
  }

  onStorageChange(listener: ConnectionListener): () => void {
    return this.#storage.health.onChange(listener)
  }

  async inspect(): Promise<LogInspection> {
    return this.openStorage().openInspection()
  }

  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = this.#close()
      // After that, because a listener may close the store once more.
      this.closing.begin()
    }
    return this.#closed
  }

  /** For whoever knows that the storage was interrupted: followers look at once, and find out what became of the log. */
  look(): void {
    this.#notifier.poll()
  }

  /** For whoever writes to the storage past the append queue: others are told, and nothing remembered is relied on. */
  protected grew(lastPosition: number): void {
    this.#queue.forget()
    this.#notifier.notify(lastPosition)
  }

  /** For a subclass that replaced the log: followers in every tab look, and find out what became of it. */
  protected replaced(): void {
    this.grew(Infinity)
  }

  /** @throws {@link StoreClosed} */
  protected openStorage(): LogStorage {
    if (this.#closed) throw new StoreClosed()
    return this.#storage
  }

  async #enqueue(appends: readonly StreamAppend<E>[], options: AppendBatchOptions): Promise<AppendResult<E>[]> {
    this.openStorage()
    const { commandId, durability = 'default' } = options
    const parts = appends.map(({ streamId, events, expectedVersion: expected = 'any' }) => {
      check('streamId', streamId, text)
      check('events', events, list)
      const encoded = [...events].map((event) => encodeEvent(event, this.#newId))
      return { streamId, expectedVersion: expected, events: encoded }
    })
    checkStreamsAlternate('appends', parts)
    // That the events of an application's log are its own is its word: the type is not looked at on the way.
    return this.#queue.append({ parts, commandId, durability }) as Promise<AppendResult<E>[]>
  }

  async #close(): Promise<void> {
    await this.#queue.idle()
    await this.closing.finished()
    this.#notifier.close()
    await this.#storage.close()
  }
}

const batchOptions = { commandId: text, durability }
const appendOptions = { ...batchOptions, expectedVersion }
const partOptions = { streamId: text, events: list, expectedVersion }
const subscribeOptions = { fromPosition: ordinal, types, streamPrefix: text, signal: abortSignal }
const readAllOptions = { ...subscribeOptions, toPosition: count, limit: ordinal, direction }
