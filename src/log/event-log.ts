import { AppendQueue } from './append-queue.ts'
import { checkOneOf, checkOptions, checkStreamId, checkText, checkWhole } from './argument-checks.ts'
import type { DomainEvent, NewEvent, RecordedEvent } from './domain-event.ts'
import { Doorbell } from './doorbell.ts'
import { encodeEvent } from './encoded-event.ts'
import { InvalidArgument, StoreClosed } from './errors.ts'
import type {
  AppendBatchOptions,
  AppendOptions,
  AppendResult,
  Direction,
  EventStore,
  ReadAllOptions,
  ReadStreamOptions,
  StreamAppend,
  StreamRead,
  SubscribeOptions,
  TailListener,
} from './event-store.ts'
import { isExpectedVersion } from './expected-version.ts'
import type { LogStorage, SnapshotStorage } from './log-storage.ts'
import { eachEvent, readPages } from './read-pages.ts'
import { readStream } from './read-stream.ts'
import { subscribe } from './subscription.ts'

/** Where a store gets time and chance from. */
export type EventLogOptions = {
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number
  readonly newId: () => string
  /** How often, in milliseconds, followers look at the log without being told to; 0: never. */
  readonly lookEvery: number
}

/** An event store over any storage, less the files: those are the business of `transfer`. */
export class EventLog<E extends DomainEvent> implements Omit<EventStore<E>, 'exportJsonl' | 'importJsonl'> {
  readonly #storage: LogStorage
  readonly #newId: () => string
  readonly #queue: AppendQueue
  readonly #doorbell: Doorbell
  #closing: Promise<void> | undefined

  constructor(storage: LogStorage, { now, newId, lookEvery }: EventLogOptions) {
    this.#storage = storage
    this.#newId = newId
    this.#doorbell = new Doorbell(storage.logId, { lookEvery })
    this.#queue = new AppendQueue(storage, {
      now,
      newId,
      onCommit: (lastPosition) => this.#doorbell.ring(lastPosition),
    })
  }

  get logId(): string {
    return this.#storage.logId
  }

  get snapshots(): SnapshotStorage {
    return this.#storage.snapshots
  }

  async append(
    streamId: string,
    events: NewEvent<E> | readonly NewEvent<E>[],
    options: AppendOptions = {},
  ): Promise<AppendResult<E>> {
    checkOptions(options, ['expectedVersion', 'commandId', 'durability'])
    const { expectedVersion = 'any', ...rest } = options
    const list = isList(events) ? events : [events]
    const [result] = await this.#enqueue([{ streamId, events: list, expectedVersion }], rest)
    if (!result) throw new StoreClosed()
    return result
  }

  async appendBatch(appends: readonly StreamAppend<E>[], options: AppendBatchOptions = {}): Promise<AppendResult<E>[]> {
    checkOptions(options, ['commandId', 'durability'])
    if (!Array.isArray(appends) || appends.length === 0) {
      throw new InvalidArgument({ argument: 'appends', expected: 'at least one append', actual: appends })
    }
    for (const append of appends) checkOptions(append, ['streamId', 'events', 'expectedVersion'])
    if (new Set(appends.map(({ streamId }) => streamId)).size < appends.length) {
      throw new InvalidArgument({ argument: 'appends', expected: 'each stream once', actual: appends })
    }
    return this.#enqueue(appends, options)
  }

  async readStream(streamId: string, options: ReadStreamOptions = {}): Promise<StreamRead<E>> {
    checkStreamId(streamId)
    checkOptions(options, ['fromVersion', 'toVersion', 'limit', 'direction'])
    checkRead('Version', options.fromVersion, options.toVersion, options)
    return readStream(this.openStorage(), streamId, options)
  }

  readAll(options: ReadAllOptions<E> = {}): AsyncIterable<RecordedEvent<E>> {
    return eachEvent(this.readPages(options))
  }

  readPages(options: ReadAllOptions<E> = {}): AsyncIterable<readonly RecordedEvent<E>[]> {
    checkOptions(options, ['fromPosition', 'toPosition', 'limit', 'direction', 'types', 'streamPrefix', 'signal'])
    checkRead('Position', options.fromPosition, options.toPosition, options)
    return readPages(this.openStorage(), options)
  }

  subscribe(options: SubscribeOptions<E> = {}): AsyncIterable<RecordedEvent<E>> {
    checkOptions(options, ['fromPosition', 'types', 'streamPrefix', 'signal'])
    checkRead('Position', options.fromPosition, undefined, {})
    const isClosed = (): boolean => this.#closing !== undefined
    return subscribe({ storage: this.openStorage(), onTail: (listener) => this.onTail(listener), isClosed }, options)
  }

  onTail(listener: TailListener): () => void {
    this.openStorage()
    return this.#doorbell.listen(listener)
  }

  async streamVersion(streamId: string): Promise<number> {
    checkStreamId(streamId)
    const [version = 0] = await this.openStorage().heads([streamId])
    return version
  }

  async lastPosition(): Promise<number> {
    return (await this.openStorage().tail()).position
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** For whoever writes to the storage past the append queue: others are told, and nothing remembered is relied on. */
  protected grew(lastPosition: number): void {
    this.#queue.forget()
    this.#doorbell.ring(lastPosition)
  }

  async #enqueue(appends: readonly StreamAppend<E>[], options: AppendBatchOptions): Promise<AppendResult<E>[]> {
    this.openStorage()
    const { commandId, durability = 'default' } = options
    if (commandId !== undefined) checkText('commandId', commandId)
    checkOneOf('durability', durability, ['default', 'strict'])
    const parts = appends.map(({ streamId, events, expectedVersion = 'any' }) => {
      checkStreamId(streamId)
      if (!isExpectedVersion(expectedVersion)) {
        const expected = "a whole number from 0, 'any', 'noStream' or 'streamExists'"
        throw new InvalidArgument({ argument: 'expectedVersion', expected, actual: expectedVersion })
      }
      if (!Array.isArray(events) || events.length === 0) {
        throw new InvalidArgument({ argument: 'events', expected: 'at least one event', actual: events })
      }
      return { streamId, expectedVersion, events: events.map((event) => encodeEvent(event, this.#newId)) }
    })
    return ofOurEvents<E>(await this.#queue.append({ parts, commandId, durability }))
  }

  /** @throws {@link StoreClosed} */
  protected openStorage(): LogStorage {
    if (this.#closing) throw new StoreClosed()
    return this.#storage
  }

  async #close(): Promise<void> {
    await this.#queue.idle()
    this.#doorbell.close()
    await this.#storage.close()
  }
}

function checkRead(
  unit: 'Version' | 'Position',
  from: number | undefined,
  to: number | undefined,
  { limit, direction }: { readonly limit?: number; readonly direction?: Direction },
): void {
  checkWhole(`from${unit}`, from)
  checkWhole(`to${unit}`, to)
  checkWhole('limit', limit)
  checkOneOf('direction', direction, ['forward', 'backward'])
}

// A type argument of ours does not reach the log and back: that the application's events are in its own log is its word.
function ofOurEvents<E extends DomainEvent>(results: readonly AppendResult[]): AppendResult<E>[] {
  return results as AppendResult<E>[]
}

function isList<E>(events: E | readonly E[]): events is readonly E[] {
  return Array.isArray(events)
}
