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
} from '../events/argument-checks.ts'
import type { DomainEvent, NewEvent, RecordedEvent } from '../events/domain-event.ts'
import { StoreClosed } from '../events/errors.ts'
import { encodeEvent, type StoredEvent } from '../events/stored-event.ts'
import { disposeAsyncWith } from '../platform/dispose.ts'
import { listOf } from '../values/list-of.ts'
import { AppendQueue } from './append-queue.ts'
import { ChangeNotifier } from './change-notifier.ts'
import { Closing } from './closing.ts'
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
import { FollowedLog } from './followed-log.ts'
import { readAll, readBatches } from './read-batches.ts'
import { readCommand } from './read-command.ts'
import { readStream } from './read-stream.ts'
import type { CompleteStorage } from './replaceable-storage.ts'
import type { ConnectionListener, StorageStatus } from './storage-status.ts'
import { setInternalsOf } from './store-internals.ts'
import { type CheckpointStorage, StoredCheckpoints } from './stored-checkpoints.ts'
import { type SnapshotStorage, StoredSnapshots } from './stored-snapshots.ts'
import { subscribe } from './subscription.ts'

/** The clock, the source of ids and the poll interval of a store. */
export type EventLogOptions = {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  readonly newId: () => string
  /** Interval in milliseconds at which followers read the log without a notification; 0: never. */
  readonly pollInterval: number
}

/** Implements {@link EventStore} over any storage. */
export class EventLog<E extends DomainEvent> implements EventStore<E> {
  declare readonly [Symbol.asyncDispose]: () => Promise<void>
  static {
    disposeAsyncWith(EventLog.prototype, 'close')
  }
  readonly snapshots: SnapshotStorage
  readonly checkpoints: CheckpointStorage
  readonly #storage: CompleteStorage
  readonly #newId: () => string
  readonly #queue: AppendQueue
  readonly #notifier: ChangeNotifier
  readonly #followedLog: FollowedLog
  readonly #closing = new Closing()
  #closed: Promise<void> | undefined

  /** @param snapshots default: those of the storage */
  constructor(
    storage: CompleteStorage,
    { now, newId, pollInterval }: EventLogOptions,
    snapshots: SnapshotStorage = new StoredSnapshots(storage.documents),
  ) {
    this.#storage = storage
    this.#newId = newId
    this.#notifier = new ChangeNotifier(storage.logId, { pollInterval })
    this.#followedLog = new FollowedLog(storage)
    this.#queue = new AppendQueue(storage, {
      now,
      beginCommit: () => this.#beginCommit(),
    })
    this.snapshots = snapshots
    this.checkpoints = new StoredCheckpoints(storage.documents)
    setInternalsOf(this, {
      openStorage: () => this.openStorage(),
      closing: this.#closing,
      followedLog: this.#followedLog,
      notify: (lastPosition) => this.#notifier.notify(lastPosition),
      appendIf: (isCurrent, appends, options) => this.#enqueue(appends, checkOptions(options, batchOptions), isCurrent),
    })
  }

  get logId(): string {
    return this.#storage.logId
  }

  get historyId(): string {
    return this.#storage.historyId
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
    // There is one result for each part.
    return result as AppendResult<E>
  }

  async appendBatch(appends: readonly StreamAppend<E>[], options: AppendBatchOptions = {}): Promise<AppendResult<E>[]> {
    const given = checkOptions(options, batchOptions)
    check('appends', appends, list)
    // Uses a spread, because map() skips the holes of an array.
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
    return readAll({ storage: this.openStorage(), closing: this.#closing }, given)
  }

  readBatches(options: ReadAllOptions<E> = {}): AsyncIterableIterator<readonly RecordedEvent<E>[]> {
    const given = checkOptions(options, readAllOptions)
    return readBatches({ storage: this.openStorage(), closing: this.#closing }, given)
  }

  subscribe(options: SubscribeOptions<E> = {}): AsyncIterableIterator<RecordedEvent<E>> {
    const given = checkOptions(options, subscribeOptions)
    const parts = { storage: this.openStorage(), log: this.#followedLog, closing: this.#closing }
    return subscribe({ ...parts, onLogChange: (listener) => this.onLogChange(listener) }, given)
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
    const { heads } = await this.openStorage().view({ streamIds: [streamId], commandIds: [] })
    return heads.get(streamId) ?? 0
  }

  async lastPosition(): Promise<number> {
    const { position } = (await this.openStorage().view({ streamIds: [], commandIds: [] })).tail
    this.#followedLog.endsAt(position)
    return position
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

  close(): Promise<void> {
    if (!this.#closed) {
      this.#closed = this.#close()
      // This call follows the assignment of `#closed`, because a listener can close the store again.
      this.#closing.begin()
    }
    return this.#closed
  }

  /** Makes all followers of this tab read the log. Call it after the connection was interrupted. */
  poll(): void {
    this.#notifier.poll()
  }

  /** @throws {@link StoreClosed} */
  protected openStorage(): CompleteStorage {
    if (this.#closed) throw new StoreClosed()
    return this.#storage
  }

  #beginCommit(): (events: readonly StoredEvent[], lastPosition: number) => void {
    const remember = this.#followedLog.beginCommit()
    return (events, lastPosition) => {
      // Without followers, nothing reads the events again.
      if (this.#notifier.hasListeners) remember(events)
      this.#notifier.notify(lastPosition)
    }
  }

  async #enqueue<Own extends DomainEvent>(
    appends: readonly StreamAppend<Own>[],
    options: AppendBatchOptions,
    isCurrent?: () => boolean,
  ): Promise<AppendResult<Own>[]> {
    this.openStorage()
    const { commandId, durability = 'default' } = options
    const parts = appends.map(({ streamId, events, expectedVersion: expected = 'any' }) => {
      check('streamId', streamId, text)
      check('events', events, list)
      const encoded = [...events].map((event) => encodeEvent(event, this.#newId))
      return { streamId, expectedVersion: expected, events: encoded }
    })
    checkStreamsAlternate('appends', parts)
    // Unchecked: the caller's type parameter is trusted.
    return this.#queue.append({ parts, commandId, durability, isCurrent }) as Promise<AppendResult<Own>[]>
  }

  async #close(): Promise<void> {
    await this.#queue.idle()
    await this.#closing.finished()
    this.#notifier.close()
    this.#followedLog.close()
    await this.#storage.close()
  }
}

const batchOptions = { commandId: text, durability }
const appendOptions = { ...batchOptions, expectedVersion }
const partOptions = { streamId: text, events: list, expectedVersion }
const subscribeOptions = { fromPosition: ordinal, types, streamPrefix: text, signal: abortSignal }
const readAllOptions = { ...subscribeOptions, toPosition: count, limit: ordinal, direction }
