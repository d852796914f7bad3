import type { DomainEvent, NewEvent, RecordedEvent } from './domain-event.ts'
import type { ExpectedVersion } from './expected-version.ts'
import type { ExportOptions, ImportOptions, ImportResult, ImportSource, ReplaceOptions } from './file-options.ts'
import type { CheckpointStorage, LogInspection, SnapshotStorage } from './log-storage.ts'
import type { ConnectionListener, StorageStatus } from './storage-status.ts'

/** How hard the browser tries before it calls an append done. `'strict'` asks for a flush to the disk. */
export type Durability = 'default' | 'strict'

/** Options of {@link EventStore.appendBatch}. */
export type AppendBatchOptions = {
  /** Makes a retry safe: the same id again writes nothing and returns the first result. Any non-empty string. */
  readonly commandId?: string
  /** Default `'default'`: survives a crash of the page and the browser, not surely a loss of power. */
  readonly durability?: Durability
}

/** Options of {@link EventStore.append}. */
export type AppendOptions = AppendBatchOptions & {
  /** Default `'any'`. */
  readonly expectedVersion?: ExpectedVersion
}

/** One stream's share of {@link EventStore.appendBatch}. */
export type StreamAppend<E extends DomainEvent = DomainEvent> = {
  readonly streamId: string
  readonly events: readonly NewEvent<E>[]
  /** Default `'any'`. */
  readonly expectedVersion?: ExpectedVersion
}

/** What one append wrote to one stream. */
export type AppendResult<E extends DomainEvent = DomainEvent> = {
  readonly streamId: string
  /** Version of the last event written: what to expect next time. */
  readonly streamVersion: number
  /** Position of the last event written. */
  readonly globalPosition: number
  readonly events: readonly RecordedEvent<E>[]
  /** True when the command was recorded before and nothing was written now. */
  readonly duplicate: boolean
}

/** Oldest first, or newest first. */
export type Direction = 'forward' | 'backward'

/** Options of {@link EventStore.readStream}. Versions count from 1, both ends included. */
export type ReadStreamOptions = {
  readonly fromVersion?: number
  readonly toVersion?: number
  /** At most this many events, counted from where the direction starts. */
  readonly limit?: number
  /** Default `'forward'`; `'backward'` gives the newest first. */
  readonly direction?: Direction
}

/** A stream as {@link EventStore.readStream} found it. */
export type StreamRead<E extends DomainEvent = DomainEvent> = {
  readonly streamId: string
  readonly exists: boolean
  /** The stream's version, also when only a part was read; 0: no such stream. Append with this as the expected version. */
  readonly version: number
  readonly events: readonly RecordedEvent<E>[]
}

/** Which events of the log to look at. */
export type EventFilter<E extends DomainEvent = DomainEvent> = {
  /** Only these event types. */
  readonly types?: readonly E['type'][]
  /** Only streams whose id begins so. */
  readonly streamPrefix?: string
}

/** Options of {@link EventStore.readAll}. Positions count from 1, both ends included. */
export type ReadAllOptions<E extends DomainEvent = DomainEvent> = EventFilter<E> & {
  readonly fromPosition?: number
  /** Default: the end of the log at the moment the reading starts. */
  readonly toPosition?: number
  /** At most this many events, after filtering, counted from where the direction starts. */
  readonly limit?: number
  /** Default `'forward'`; `'backward'` gives the newest first. */
  readonly direction?: Direction
  /** Aborting makes the iteration throw the signal's reason. */
  readonly signal?: AbortSignal
}

/** Options of {@link EventStore.subscribe}. */
export type SubscribeOptions<E extends DomainEvent = DomainEvent> = EventFilter<E> & {
  /** The first position to deliver, default 1. For new events only: `await store.lastPosition() + 1`. */
  readonly fromPosition?: number
  /** Aborting ends the iteration quietly. */
  readonly signal?: AbortSignal
}

/**
 * An append-only log of events, kept in streams and in one global order.
 *
 * Every method throws or rejects with {@link StoreClosed} after `close`, with {@link LogLost} when the log was deleted
 * while it was open, and with {@link InvalidArgument} when an argument is not what it says here.
 */
export interface EventStore<E extends DomainEvent = DomainEvent> {
  /** Random, made with the log and kept with it: two stores with the same `logId` show the same log. */
  readonly logId: string

  /**
   * Identifies the events of the log: the `logId`, or another random id once {@link EventStore.replaceFromJsonl} replaced them, in
   * any tab. What was derived from events read before it changed is out of date.
   */
  readonly historyId: string

  /**
   * Appends one event or several to one stream, all or nothing.
   *
   * @param streamId any non-empty string
   * @param events one event, or an array of at least one
   * @returns what was written, once the transaction is complete
   * @throws {@link ConcurrencyConflict} the stream is not at the expected version; nothing was written
   * @throws {@link InvalidEvent} an event is not plain JSON; nothing was written
   * @throws {@link QuotaExceeded} the browser has no room; nothing was written
   * @throws {@link StorageFailed} the database failed for a reason of its own; nothing was written
   * @throws {@link AppendOutcomeUnknown} the connection broke and could not be asked again; retry with the same `commandId`
   */
  append(
    streamId: string,
    events: NewEvent<E> | readonly NewEvent<E>[],
    options?: AppendOptions,
  ): Promise<AppendResult<E>>

  /**
   * Appends to several streams in one commit, all or nothing, in the order given. A stream may be named again after another
   * one, to keep the order across streams. What is expected of a stream is its version before the batch, wherever it stands.
   *
   * @returns one result for each append, in the order given
   * @throws the same as {@link EventStore.append}; a conflict names the first stream that is not as expected
   */
  appendBatch(appends: readonly StreamAppend<E>[], options?: AppendBatchOptions): Promise<AppendResult<E>[]>

  /**
   * Reads one stream, or a part of it, into memory.
   *
   * @throws {@link LogCorrupted} a commit on the way cannot be read
   */
  readStream(streamId: string, options?: ReadStreamOptions): Promise<StreamRead<E>>

  /**
   * Reads the log in global order, a page at a time: the whole log is never in memory at once.
   *
   * @throws {@link LogCorrupted} a commit on the way cannot be read; what lies before it was delivered
   * @throws {@link StoreClosed} the store was closed before the end, also while a page is read
   * @throws {@link LogReplaced} the log was replaced in the meantime
   */
  readAll(options?: ReadAllOptions<E>): AsyncIterable<RecordedEvent<E>>

  /** The same as {@link EventStore.readAll}, handing out some hundreds of events at a time: the quick way to fold a long history. */
  readBatches(options?: ReadAllOptions<E>): AsyncIterable<readonly RecordedEvent<E>[]>

  /**
   * Delivers history and then, without a seam, every event that any tab appends. Ends quietly when aborted or closed. Returning its
   * iterator ends it too: a `next()` that waits settles at once.
   */
  subscribe(options?: SubscribeOptions<E>): AsyncIterable<RecordedEvent<E>>

  /**
   * Calls back whenever the log may have grown, whichever tab appended. A doorbell, not the news: read to know.
   *
   * @returns stops the calls
   */
  onLogChange(listener: LogListener): () => void

  /** The version of a stream; 0: no such stream. */
  streamVersion(streamId: string): Promise<number>

  /** The position of the last event; 0: the log is empty. */
  lastPosition(): Promise<number>

  /** The log as a file: one recorded event a line, UTF-8. */
  exportJsonl(options?: ExportOptions): ReadableStream<Uint8Array>

  /**
   * Reads an export back, all or nothing, keeping ids, versions, positions and times.
   * A store that already has events accepts only a file that begins with exactly those events.
   *
   * @throws {@link ImportRejected} with the number of the first line that is not as it must be; the store is as it was
   * @throws {@link QuotaExceeded}, {@link StorageFailed} as {@link EventStore.append}; the store is as it was
   */
  importJsonl(source: ImportSource, options?: ImportOptions): Promise<ImportResult>

  /**
   * Replaces the whole log by an export, all or nothing: to restore a backup. The old log stays until the file is read and
   * checked, and until the new one is complete. Every tab, worker and store that has it open goes on with the new one.
   *
   * Snapshots are dropped. Each reactor goes on behind the last event of the new log, with nothing parked: it does not react to
   * restored events.
   *
   * @returns `imported` and `lastPosition`: the events of the file; `alreadyThere`: 0
   * @throws {@link ImportRejected} with the number of the first line that is not as it must be; the old log is as it was. Also of a
   *   file without events, unless `allowEmpty` is set: then the log becomes empty
   * @throws {@link ImportConflict} another import of the same log began while the file was read; the log is the old one or that of
   *   the other import
   * @throws {@link StoreBlocked} another tab holds the database open and does not let go; the old log is as it was
   * @throws {@link QuotaExceeded}, {@link StorageFailed} as {@link EventStore.append}; the old log is as it was
   * @throws {@link AppendOutcomeUnknown} the connection broke and could not be asked again: the log is the old one or the new one
   */
  replaceFromJsonl(source: ImportSource, options?: ReplaceOptions): Promise<ImportResult>

  /** The events that a command recorded, in order; none: it was not recorded. */
  readCommand(commandId: string): Promise<readonly RecordedEvent<E>[]>

  /** Stored states of projections: derived, always safe to drop. */
  readonly snapshots: SnapshotStorage

  /** How far reactors got. */
  readonly checkpoints: CheckpointStorage

  /** How safe the log is here, in facts to show: kept for good or not, room used and left, what failed last. */
  storageStatus(): Promise<StorageStatus>

  /** Asks the browser to keep the data for good. Call it from a click: some browsers ask the person. @returns whether it does; false where it refuses */
  requestPersistence(): Promise<boolean>

  /**
   * Calls back when the connection breaks, is blocked, comes back, or finds its log lost, and when the browser agreed to keep the data.
   *
   * @returns stops the calls
   */
  onStorageChange(listener: ConnectionListener): () => void

  /** What is stored as it is stored: for {@link verifyLog}. */
  inspect(): Promise<LogInspection>

  /**
   * Lets appends that are under way finish, and an import that moves into the log already. Ends everything that waits at once:
   * subscriptions quietly, readings, exports and imports with {@link StoreClosed}. Gives the connection back. Closing twice is fine.
   */
  close(): Promise<void>
}

/** Hears the last known position, or `undefined` when there is only reason to look. */
export type LogListener = (lastPosition: number | undefined) => void
