import type { DomainEvent, RecordedEvent } from '../events/domain-event.ts'
import type { StoredEvent } from '../events/stored-event.ts'
import type { DocumentStorage } from './document-storage.ts'

/** Oldest first, or newest first. */
export type Direction = 'forward' | 'backward'

/** `'strict'` asks for a flush to the disk before an append resolves. A storage without a flush may ignore it. */
export type Durability = 'default' | 'strict'

/** The end of a log. */
export type Tail = {
  /** Position of the last event; 0: the log is empty. */
  readonly position: number
  /** When the last event was recorded, in milliseconds since the Unix epoch; 0: the log is empty. */
  readonly recordedAt: number
}

/** The streams and commands to look up in a log. */
export type LogQuestion = {
  readonly streamIds: readonly string[]
  readonly commandIds: readonly string[]
}

/** The answers to a {@link LogQuestion}, all as of the same moment. */
export type LogView = {
  readonly tail: Tail
  /** The version of each stream in the question, 0 for a stream that does not exist. The map may hold other streams too. */
  readonly heads: ReadonlyMap<string, number>
  /** For each recorded command in the question: the position of its first event, or of the chunk that holds this event. */
  readonly recordedCommands: ReadonlyMap<string, number>
  /**
   * True if the storage did not read this view inside the write. The write then fails if the view was stale. A refused request, such as
   * a conflict, writes nothing, so no write would detect the stale view. `decide` therefore returns `undefined` instead of a refusal.
   * Adapters that read inside the write leave this field out.
   */
  readonly mayBeOutdated?: true
}

/**
 * Decides which events to append to a log. The function is synchronous. The storage may call the function again with a newer view.
 *
 * @returns the events to store, which continue the log's positions and versions. `[]` and `undefined` both write nothing. `[]` is
 *   final. `undefined` occurs only if `mayBeOutdated` is set: then call `decide` again with a view that was read inside the write
 */
export type Decide = (view: LogView) => readonly StoredEvent[] | undefined

/** A range of positions or versions, both ends included, and the end to start from. */
export type ReadRange = {
  readonly from: number
  readonly to: number
  readonly direction: Direction
  /** The approximate number of events to read. A storage may return more events if these share a chunk. */
  readonly maxEvents: number
}

/**
 * Consecutive events, decoded on demand. In chunks from `read`, positions have no gaps. Some chunks from `readStream` hold no events of
 * other streams. Then positions may have gaps. Other chunks hold all events of a range of positions.
 */
export interface EventChunk {
  /** Position of the first event. */
  readonly position: number
  /** Number of events. */
  readonly count: number
  /** The approximate number of stored characters of the chunk. The core uses this number to choose the size of the next batch. */
  readonly size: number
  /**
   * Decodes the events, oldest first.
   *
   * @throws {@link LogCorrupted} the stored text is damaged
   */
  decode<E extends DomainEvent>(): RecordedEvent<E>[]
}

/** Chunks that hold events of one stream. The core ignores events of other streams in these chunks. */
export type StreamChunks = {
  /** The stream's version as of the same moment; 0: no such stream. */
  readonly version: number
  readonly chunks: readonly EventChunk[]
}

/**
 * The port between an event store and the place that stores its log. Implement this interface to write an adapter. To check the adapter,
 * run `storageContract` of `rewindable/testing`.
 *
 * After `close`, every operation rejects with {@link StoreClosed}.
 */
export interface LogStorage {
  /** A random id, stored with the log. */
  readonly logId: string

  /** Stores snapshots and checkpoints. */
  readonly documents: DocumentStorage

  /**
   * Answers the question, passes the answers to `decide`, and atomically stores the returned events. No other writer appends between the
   * answers and the write. Resolves when the events are stored durably. If `decide` was called several times, the events of the last call
   * are stored.
   *
   * @throws {@link QuotaExceeded}, {@link StorageFailed} nothing was written
   * @throws {@link AppendOutcomeUnknown} the events may be stored or not
   */
  append(question: LogQuestion, decide: Decide, durability: Durability): Promise<void>

  /** Answers a question without a write. */
  view(question: LogQuestion): Promise<LogView>

  /**
   * Reads the next chunks of a range of positions, in the order of the direction. The first chunk holds the event at the starting end, and
   * may begin before this event. If the log has that event and is not damaged, there is at least one chunk.
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
