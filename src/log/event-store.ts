/// <reference lib="esnext.disposable" preserve="true" />

import type { DomainEvent, NewEvent, RecordedEvent } from '../events/domain-event.ts'
import type { ExpectedVersion } from '../events/expected-version.ts'
import type { Direction, Durability } from './log-storage.ts'
import type { ConnectionListener, StorageStatus } from './storage-status.ts'
import type { CheckpointStorage } from './stored-checkpoints.ts'
import type { SnapshotStorage } from './stored-snapshots.ts'

/** Options of {@link EventStore.appendBatch}. */
export type AppendBatchOptions = {
  /** Any non-empty string. Makes a retry safe: a second append with this id writes nothing and returns the first result. */
  readonly commandId?: string
  /** Default `'default'`: the append survives a crash of the page or the browser, but may not survive a power failure. */
  readonly durability?: Durability
}

/** Options of {@link EventStore.append}. */
export type AppendOptions = AppendBatchOptions & {
  /** The version that the stream must have. Default `'any'`. */
  readonly expectedVersion?: ExpectedVersion
}

/** The events for one stream in {@link EventStore.appendBatch}. */
export type StreamAppend<E extends DomainEvent = DomainEvent> = {
  readonly streamId: string
  readonly events: readonly NewEvent<E>[]
  /** The version that the stream must have. Default `'any'`. */
  readonly expectedVersion?: ExpectedVersion
}

/** The result of an append to one stream. */
export type AppendResult<E extends DomainEvent = DomainEvent> = {
  readonly streamId: string
  /** Version of the last event written. Use this version as the next `expectedVersion`. */
  readonly streamVersion: number
  /** Position of the last event written. */
  readonly globalPosition: number
  readonly events: readonly RecordedEvent<E>[]
  /** `true` if the command was recorded before. Then this append wrote nothing. */
  readonly duplicate: boolean
}

/** Options of {@link EventStore.readStream}. Versions count from 1, and ranges include both ends. */
export type ReadStreamOptions = {
  readonly fromVersion?: number
  readonly toVersion?: number
  /** The largest number of events, counted from the start of the read. */
  readonly limit?: number
  /** Default `'forward'`. `'backward'` returns the newest event first. */
  readonly direction?: Direction
}

/** The result of {@link EventStore.readStream}. */
export type StreamRead<E extends DomainEvent = DomainEvent> = {
  readonly streamId: string
  readonly exists: boolean
  /** Version of the whole stream, even if only a part was read; 0: no such stream. Use this version as `expectedVersion`. */
  readonly version: number
  readonly events: readonly RecordedEvent<E>[]
}

/** Selects events by type and by stream. */
export type EventFilter<E extends DomainEvent = DomainEvent> = {
  /** Selects only these event types. */
  readonly types?: readonly E['type'][]
  /** Selects only streams whose id starts with this prefix. */
  readonly streamPrefix?: string
}

/** Options of {@link EventStore.readAll}. Positions count from 1, and ranges include both ends. */
export type ReadAllOptions<E extends DomainEvent = DomainEvent> = EventFilter<E> & {
  readonly fromPosition?: number
  /** Default: the end of the log when the read starts. */
  readonly toPosition?: number
  /** The largest number of events after filtering, counted from the start of the read. */
  readonly limit?: number
  /** Default `'forward'`. `'backward'` returns the newest event first. */
  readonly direction?: Direction
  /** Aborting makes the iteration throw the signal's reason. */
  readonly signal?: AbortSignal
}

/** Options of {@link EventStore.subscribe}. */
export type SubscribeOptions<E extends DomainEvent = DomainEvent> = EventFilter<E> & {
  /** The first position to deliver. Default 1. For new events only: `await store.lastPosition() + 1`. */
  readonly fromPosition?: number
  /** Aborting ends the iteration without an error. */
  readonly signal?: AbortSignal
}

/**
 * An append-only log of events, in streams and in one global order.
 *
 * Every method can throw or reject with {@link StoreClosed} after `close`, or with {@link InvalidArgument} for an invalid argument. If the
 * log was deleted while the store was open, every method can throw or reject with {@link LogLost}.
 */
export interface EventStore<E extends DomainEvent = DomainEvent> {
  /** Random id, created and stored with the log. Two stores with the same `logId` show the same log. */
  readonly logId: string

  /**
   * Identifies the events of the log. `historyId` is the `logId` until {@link replaceFromJsonl} replaces the events in any tab. Then
   * `historyId` is another random id. Data derived from events with another `historyId` is stale.
   */
  readonly historyId: string

  /**
   * Appends one or more events to one stream, atomically.
   *
   * @param streamId any non-empty string
   * @param events one event, or an array of at least one
   * @returns the recorded events, after the transaction is complete
   * @throws {@link ConcurrencyConflict} the stream does not have the expected version; nothing was written
   * @throws {@link InvalidEvent} an event is not plain JSON; nothing was written
   * @throws {@link QuotaExceeded} the disk space of the site is used up; nothing was written
   * @throws {@link StorageFailed} the database failed; nothing was written
   * @throws {@link AppendOutcomeUnknown} the connection broke, and the library could not find out whether the events are stored;
   *   retry with the same `commandId`
   */
  append(
    streamId: string,
    events: NewEvent<E> | readonly NewEvent<E>[],
    options?: AppendOptions,
  ): Promise<AppendResult<E>>

  /**
   * Appends to several streams in one atomic commit, in the given order. A stream can occur several times, but not twice in a row.
   * An expected version always refers to the stream before the batch.
   *
   * @returns one result for each append, in the same order
   * @throws the errors of {@link EventStore.append}; a conflict names the first stream with an unexpected version
   */
  appendBatch(appends: readonly StreamAppend<E>[], options?: AppendBatchOptions): Promise<AppendResult<E>[]>

  /**
   * Reads a stream, or a part of it, into memory.
   *
   * @throws {@link LogCorrupted} a commit of the stream is damaged
   */
  readStream(streamId: string, options?: ReadStreamOptions): Promise<StreamRead<E>>

  /**
   * Reads the log in global order, in batches. The complete log is never in memory.
   *
   * @throws {@link LogCorrupted} a commit is damaged; all events before it were delivered
   * @throws {@link StoreClosed} the store was closed before the end of the read
   * @throws {@link LogReplaced} the log was replaced during the read
   */
  readAll(options?: ReadAllOptions<E>): AsyncIterable<RecordedEvent<E>>

  /** Reads like {@link EventStore.readAll}, in batches of some hundreds of events. Use this method to fold a long history fast. */
  readBatches(options?: ReadAllOptions<E>): AsyncIterable<readonly RecordedEvent<E>[]>

  /**
   * Delivers all events from a position on, and then every event that any tab appends. Aborting, closing the store and calling `return()`
   * on the iterator each end the iteration without an error: a pending `next()` settles immediately.
   */
  subscribe(options?: SubscribeOptions<E>): AsyncIterable<RecordedEvent<E>>

  /**
   * Notifies the listener when any tab may have changed the log. A notification can be late, repeated or missing, so read the log.
   *
   * @returns a function that stops the notifications
   */
  onLogChange(listener: LogListener): () => void

  /** Reads the version of a stream; 0: no such stream. */
  streamVersion(streamId: string): Promise<number>

  /** Reads the position of the last event; 0: the log is empty. */
  lastPosition(): Promise<number>

  /** Reads the events that a command recorded, in order. The result is empty if the command was not recorded. */
  readCommand(commandId: string): Promise<readonly RecordedEvent<E>[]>

  /** Stores states of projections. These states are derived data, and can be deleted at any time. */
  readonly snapshots: SnapshotStorage

  /** Stores the positions of reactors. */
  readonly checkpoints: CheckpointStorage

  /** Reads the state of the storage: persistence, used and available space, the last error. */
  storageStatus(): Promise<StorageStatus>

  /**
   * Asks the browser to keep the data permanently. Call this method from a click handler, because some browsers ask the user.
   *
   * @returns whether the browser agreed
   */
  requestPersistence(): Promise<boolean>

  /**
   * Notifies the listener when the connection breaks, is blocked, reopens or detects a lost log. Notifies the listener when the browser
   * agrees to keep the data.
   *
   * @returns a function that stops the notifications
   */
  onStorageChange(listener: ConnectionListener): () => void

  /**
   * Closes the store, after pending appends and after an import that already writes to the log. Subscriptions end without an error.
   * Reads, exports and imports reject with {@link StoreClosed}. Later calls return the same promise.
   */
  close(): Promise<void>

  /** Calls {@link EventStore.close}, for `await using`. */
  [Symbol.asyncDispose](): Promise<void>
}

/** Receives the last known position, or `undefined` if the position is unknown. */
export type LogListener = (lastPosition: number | undefined) => void
