import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { StoredEvent } from '../events/stored-event.ts'
import type { DocumentStorage } from './document-storage.ts'

/** Oldest first, or newest first. */
export type Direction = 'forward' | 'backward'

/** What an append waits for. `'default'`: the operating system has the data. `'strict'`: also a flush to the disk. */
export type Durability = 'default' | 'strict'

/** The end of a log. */
export type Tail = {
  /** Position of the last event; 0: the log is empty. */
  readonly position: number
  /** When the last event was recorded, in milliseconds since the Unix epoch; 0: the log is empty. */
  readonly recordedAt: number
}

/** What to look up in a log. */
export type LogQuestion = {
  readonly streamIds: readonly string[]
  readonly commandIds: readonly string[]
}

/** The answers to a {@link LogQuestion}, all as of the same moment. */
export type LogView = {
  readonly tail: Tail
  /** The version of each stream in the question, 0 for a stream that does not exist. It may hold other streams too. */
  readonly heads: ReadonlyMap<string, number>
  /** For each recorded command in the question: the position of its first event, or of the chunk that holds this event. */
  readonly recordedCommands: ReadonlyMap<string, number>
  /**
   * True if the storage did not read the view inside the write. Then only the write proves that the view was current. A rejected append
   * writes nothing, so `decide` must not reject an append on such a view. Adapters that read inside the write leave it out.
   */
  readonly mayBeOutdated?: true
}

/**
 * Decides what to append to a log. Synchronous; may be called again with a newer view.
 *
 * @returns the events to store, which continue the log's positions and versions, maybe none. `undefined`: an append would be
 *   rejected or repeated, but the view may be outdated
 */
export type Decide = (view: LogView) => readonly StoredEvent[] | undefined

/** A range of positions or versions, both ends included, and the end to start from. */
export type ReadRange = {
  readonly from: number
  readonly to: number
  readonly direction: Direction
  /** About how many events to read. A storage may return more if they share a chunk. */
  readonly maxEvents: number
}

/** Events that follow each other in the log, decoded on demand. */
export interface EventChunk {
  /** Position of the first event. */
  readonly position: number
  /** Number of events. */
  readonly count: number
  /** About how many characters are stored for the chunk. The core uses it to choose the size of the next batch. */
  readonly size: number
  /**
   * Decodes the events, oldest first.
   *
   * @throws {@link LogCorrupted} the stored text is damaged
   */
  decode<E extends DomainEvent>(): RecordedEvent<E>[]
}

/** Chunks that hold events of one stream. They may hold events of other streams too. */
export type StreamChunks = {
  /** The stream's version as of the same moment; 0: no such stream. */
  readonly version: number
  readonly chunks: readonly EventChunk[]
}

/**
 * The port between an event store and the place that stores its log. Implement it to write an adapter. To check the adapter, run
 * `storageContract` of `rewindable/testing`.
 *
 * After `close`, every operation rejects with {@link StoreClosed}.
 */
export interface LogStorage {
  /** A random id, stored with the log. */
  readonly logId: string

  /** Stores snapshots and checkpoints. */
  readonly documents: DocumentStorage

  /**
   * Answers the question, passes the answers to `decide`, and stores the events that it returns, atomically. No other writer appends
   * between the answers and the write. Resolves when the events are stored durably. If `decide` was called several times, the events of
   * the last call are stored.
   *
   * @throws {@link QuotaExceeded}, {@link StorageFailed} nothing was written
   * @throws {@link AppendOutcomeUnknown} the events may be stored or not
   */
  append(question: LogQuestion, decide: Decide, durability: Durability): Promise<void>

  /** Answers a question, without a write. */
  view(question: LogQuestion): Promise<LogView>

  /**
   * Reads the next chunks of a range of positions, in the order of the direction. The first chunk holds the event at the starting end,
   * and may begin before it. If the log has that event and is not damaged, there is at least one chunk.
   */
  read(range: ReadRange): Promise<readonly EventChunk[]>

  /**
   * Reads the next chunks that hold versions of a stream within the range, in the order of the direction. The range may end after the
   * last version of the stream.
   */
  readStream(streamId: string, range: ReadRange): Promise<StreamChunks>

  /** Releases all resources. Every other operation rejects with {@link StoreClosed} from now on. */
  close(): Promise<void>
}
