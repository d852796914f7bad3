/** A row as it is stored. */
export type StoredRow = {
  readonly key: string
  readonly row: unknown
  /** Position of the last event that changed the row. */
  readonly changedAt: number
  /** The entries of the row in the indexes, each a text that no other row has: {@link entriesOf}. */
  readonly entries: readonly string[]
}

/** The rows of one definition over one log, and the progress of building them. */
export type Generation = {
  /** A random id. */
  readonly id: string
  /** Name of the collection. */
  readonly name: string
  readonly version: number
  /** Fingerprint of the definition. */
  readonly fingerprint: string
  /** The history that was applied: {@link EventStore.historyId}. */
  readonly historyId: string
  /** Position of the last event applied; 0: none. */
  readonly position: number
  /** Id of the last event applied; empty: none. */
  readonly eventId: string
  /** `'building'`: the first pass over the log is not complete. `'removing'`: the rows are being deleted, and must not be read. */
  readonly state: 'building' | 'ready' | 'removing'
  /** The number of writes. Two writers that began at the same revision cannot both store their changes. */
  readonly revision: number
  /** The time at which a tab last used the generation, in milliseconds since the Unix epoch. */
  readonly usedAt: number
}

/** An event whose handler failed, and that was parked. */
export type ParkedRow = {
  /** Position of the event. */
  readonly position: number
  readonly type: string
  /** The error of the handler, as text. */
  readonly error: string
}

/** A range of index entries. */
export type EntryRange = {
  /** The lowest entry in the range. */
  readonly lower: string
  /** The lowest entry after the range. */
  readonly upper: string
  readonly direction: 'forward' | 'backward'
  /** The highest number of entries to read; `undefined`: no limit. */
  readonly limit: number | undefined
}

/** The changes of a write, all stored or none. */
export type RowChanges = {
  readonly put: Iterable<StoredRow>
  /** Keys of the rows to delete. */
  readonly delete: Iterable<string>
  readonly park: readonly ParkedRow[]
  /** Positions of parked events to forget. */
  readonly unpark: readonly number[]
}

/** An answer, and the generation as of the same moment. The generation is undefined if it is missing or being removed. */
export type Answer<Result> = { readonly generation: Generation | undefined; readonly result: Result }

/**
 * The port between stored collections and the place that stores their rows. Rows are derived data: they can be lost at any time, but all
 * rows of a generation at once. A returned value shares no object with the stored one. After `close`, every operation rejects with
 * {@link StoreClosed}.
 */
export interface RowStorage {
  /** Lists the generations of a collection, in any state. */
  generations(name: string): Promise<readonly Generation[]>

  /**
   * Adds a generation, atomically, unless the storage has a generation with the same name, version, fingerprint and history that is not
   * being removed.
   *
   * @param unfit a generation that must not be used any more. If its revision is the same, its state becomes `'removing'` first
   * @returns the generation that the storage has
   */
  add(generation: Generation, unfit: Generation | undefined): Promise<Generation>

  /** Reads rows by key, in the order of the keys. */
  rows(id: string, keys: readonly string[]): Promise<Answer<readonly (StoredRow | undefined)[]>>

  /** Reads the rows of index entries in their order. A row with several entries in the range occurs several times. */
  range(id: string, range: EntryRange): Promise<Answer<readonly StoredRow[]>>

  /** Counts all rows, or the index entries in a range. */
  count(id: string, range: EntryRange | undefined): Promise<Answer<number>>

  /** Reads the parked events, in the order of their positions. */
  parked(id: string): Promise<Answer<readonly ParkedRow[]>>

  /**
   * Stores changes and the new record of the generation, atomically, if the stored record has the revision of `from`.
   *
   * @returns whether the changes were stored. False: another tab applied events, or the generation is gone
   * @throws {@link QuotaExceeded}, {@link StorageFailed} nothing was written, or the answer was lost
   */
  write(from: Generation, to: Generation, changes: RowChanges): Promise<boolean>

  /** Deletes a generation with its rows and parked events. */
  remove(id: string): Promise<void>

  close(): void
}

/** Returns whether a generation was not written between two reads. */
export function isSameRevision(one: Generation | undefined, other: Generation): boolean {
  return one?.id === other.id && one.revision === other.revision && one.state === other.state
}

/** Returns whether two generations hold the same rows once both are built. */
export function isSameContent(one: Generation, other: Generation): boolean {
  return (
    one.name === other.name &&
    one.version === other.version &&
    one.fingerprint === other.fingerprint &&
    one.historyId === other.historyId
  )
}

/** Returns the lowest text after all texts that begin with a prefix. */
export function afterPrefix(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
}
