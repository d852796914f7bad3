import type { CommitRecord } from './commit-record.ts'
import type { Direction, Durability } from './event-store.ts'
import type { PackedEvents } from './packed-events.ts'
import type { StorageHealth } from './storage-status.ts'

/** Where a log ends. */
export type Tail = {
  /** Position of the last event; 0: the log is empty. */
  readonly position: number
  /** When the last event was recorded; 0: the log is empty. */
  readonly recordedAt: number
}

/** What a decision needs to know of the log. */
export type LogQuestion = {
  readonly streamIds: readonly string[]
  readonly commandIds: readonly string[]
}

/** What a decision rests on. */
export type LogView = {
  readonly tail: Tail
  /** The versions at least of the streams that were asked for, 0 for those that do not exist. */
  readonly heads: ReadonlyMap<string, number>
  /** Those of the commands that are recorded. */
  readonly recordedCommands: ReadonlySet<string>
}

/** A range of positions or versions, both ends included, and the end to start from. */
export type ReadRange = {
  readonly from: number
  readonly to: number
  readonly direction: Direction
}

/** A range of positions to read. */
export type LogRange = ReadRange & {
  readonly maxEvents: number
  /** Whether pages will do, where there are any, which hold the events of many commits. */
  readonly fromPages: boolean
}

/** Records that hold events of one stream. */
export type StreamRecords = {
  /** The stream's version; 0: no such stream. */
  readonly version: number
  readonly records: readonly CommitRecord[]
}

/**
 * The port behind an event store: what a place must be able to do to hold a log.
 * Reads return one bounded batch; the core does the iterating. To check an adapter, run `storageContract` of
 * `rewindable/testing` on it.
 */
export interface LogStorage {
  /** Random, stored with the log. */
  readonly logId: string

  /**
   * The `logId`, or, once {@link StagingStorage.replace} replaced the events, another random id for each time. It must have changed
   * before any of the new events is read through this storage: this is how readers and the append queue notice.
   */
  readonly historyId: string

  /** How many events the last replacement put into the log; 0: it was never replaced. */
  restoredEvents(): Promise<number>

  tail(): Promise<Tail>

  /** The record in which a command's events begin. */
  findCommand(commandId: string): Promise<CommitRecord | undefined>

  /**
   * Adds records, all or none, resolving when they are stored to stay.
   *
   * @returns false, with nothing written, when a position, a stream version or a command id in them is already taken
   */
  write(records: readonly CommitRecord[], durability: Durability): Promise<boolean>

  /**
   * Looks, decides and adds records in one transaction, in which nobody else can append.
   *
   * @param decide returns the records to add, maybe none; must not wait for anything
   * @returns false, with nothing written, when a key in the records is taken all the same: the log is not as it should be
   */
  decideAndWrite(
    question: LogQuestion,
    decide: (view: LogView) => readonly CommitRecord[],
    durability: Durability,
  ): Promise<boolean>

  /**
   * The next records that hold positions of the range, in the direction's order: the one that holds the starting end
   * first, at least one if there is any, and no more than `maxEvents` events beyond that one's.
   */
  readLog(range: LogRange): Promise<readonly PackedEvents[]>

  /**
   * The next records, at most `maxRecords`, that hold versions of a stream within the range, in the direction's order,
   * with the stream's version as of the same moment. A range that ends beyond the stream ends with the stream.
   */
  readStream(streamId: string, range: ReadRange & { readonly maxRecords: number }): Promise<StreamRecords>

  readonly snapshots: SnapshotStorage

  readonly checkpoints: CheckpointStorage

  readonly pages: PageStorage

  readonly health: StorageHealth

  /** For a verification. Only those call it. */
  openInspection(): Promise<LogInspection>

  /** Where an import waits. Only imports call it. */
  openStaging(): Promise<StagingStorage>

  close(): Promise<void>
}

/** A projection's state as of a position. */
export type Snapshot = {
  /** Name of the projection. */
  readonly projection: string
  /** Position of the last event folded into the state. */
  readonly position: number
  /** Id of that event: another one at its position tells that the state is of another past. */
  readonly eventId: string
  /** Version of the projection's definition. */
  readonly version: number
  /** The events the state was folded from: {@link EventStore.historyId}. */
  readonly logId: string
  /** Anything a structured clone keeps. */
  readonly state: unknown
  /** Which objects of the state had no prototype, by number: a structured clone gives them one. Missing: none. */
  readonly nullPrototypes?: readonly number[]
  /** Tells whether it is still what was saved. Without one it is taken for that. */
  readonly checksum?: number
}

/** Keeps snapshots. Everything in it is derived: dropping all of it costs time, never an answer. */
export interface SnapshotStorage {
  /** Stores a snapshot, replacing one of the same projection at the same position. */
  save(snapshot: Snapshot): Promise<void>
  /** The newest snapshot of a projection at or before a position. */
  latest(projection: string, atOrBefore: number): Promise<Snapshot | undefined>
  /** The positions of a projection's snapshots, in order. */
  list(projection: string): Promise<number[]>
  /** Removes a projection's snapshots: all, or only those at these positions. Where there is none, nothing happens. */
  drop(projection: string, positions?: readonly number[]): Promise<void>
}

/** Holds the events of small commits once more, packed. Everything in it is derived: dropping it costs time, never an answer. */
export interface PageStorage {
  drop(): Promise<void>
}

/** An event whose side effect kept failing, set aside so that those behind it could go on. */
export type ParkedEvent = {
  readonly eventId: string
  readonly position: number
  readonly tries: number
  /** What the last try failed with. */
  readonly error: string
}

/** How far a reactor got. */
export type Checkpoint = {
  readonly reactor: string
  /** The events that the position is one of: {@link EventStore.historyId}. */
  readonly logId: string
  /** Position of the last event that is dealt with. */
  readonly position: number
  readonly parked: readonly ParkedEvent[]
}

/** Keeps checkpoints. Unlike snapshots they are not derived: without one, side effects would be repeated or skipped. */
export interface CheckpointStorage {
  read(reactor: string): Promise<Checkpoint | undefined>
  /**
   * Replaces a checkpoint by what `change` makes of it; no other writer comes in between, in any tab.
   *
   * @param change must not wait for anything
   * @returns the new checkpoint, stored
   */
  update(reactor: string, change: (current: Checkpoint | undefined) => Checkpoint): Promise<Checkpoint>
}

/** Holds the records of imports aside until their last line proved good. */
export interface StagingStorage {
  add(importId: string, records: readonly CommitRecord[]): Promise<void>
  /**
   * Moves everything staged by an import behind the end of the log, all or nothing.
   *
   * @returns false, with nothing moved, when the log grew, or when not exactly `events` events are staged
   */
  publish(importId: string, events: number): Promise<boolean>
  /**
   * Replaces all events of the log by everything staged by an import, all or nothing. In the same transaction it drops snapshots,
   * pages and other imports, and sets each checkpoint to the new end, with nothing parked.
   *
   * @param signal aborting it ends the wait for other connections: rejects with the reason, and nothing is replaced. It has no
   *   effect once the transaction began, nor on a storage that waits for nothing
   * @returns false, with nothing replaced, when not exactly `events` events are staged
   */
  replace(importId: string, events: number, signal?: AbortSignal): Promise<boolean>
  /** Empties the staging area of one import, or, without one, of all. */
  drop(importId?: string): Promise<void>
}

/** Shows what is stored as it is stored, sound or not. */
export interface LogInspection {
  /** The next records, at most `maxRecords`, whose keys are `from` or more, in order. */
  records(from: number, maxRecords: number): Promise<readonly CommitRecord[]>
  /** The keys of the records that the index of streams leads to, for each stream at a record's last version of it. */
  findStreams(heads: CommitRecord['streams']): Promise<readonly (number | undefined)[]>
  /** The keys of the records that the index of commands leads to. */
  findCommands(commandIds: readonly string[]): Promise<readonly (number | undefined)[]>
  /** The next pages, at most `maxPages`, that begin at `from` or behind it, in order. */
  pages(from: number, maxPages: number): Promise<readonly PackedEvents[]>
  dropPages(): Promise<void>
  /** How many entries the two indexes have. */
  indexSizes(): Promise<{ readonly streams: number; readonly commands: number }>
}
