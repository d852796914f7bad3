/** Names a document inside its collection. */
export type DocumentKey = readonly [name: string, number: number]

/** A storage may delete all `'snapshots'` together at any time, because they are derived. It must keep `'checkpoints'`. */
export type DocumentCollection = 'snapshots' | 'checkpoints'

/**
 * Stores values beside a log, under keys. A value is anything that a structured clone keeps. A returned value shares no object
 * with the stored one. After `close` of the log, every operation rejects with {@link StoreClosed}.
 */
export interface DocumentStorage {
  /** Reads the value with the highest number up to `atOrBefore` (default: no limit). Resolves to `undefined` if there is none. */
  readLatest(collection: DocumentCollection, name: string, atOrBefore?: number): Promise<unknown>

  /** Lists the numbers of the stored documents of a name, in ascending order. */
  listNumbers(collection: DocumentCollection, name: string): Promise<number[]>

  /**
   * Replaces a value by the result of `change`, atomically: no other writer, in any tab, changes the value between the read and the
   * write.
   *
   * @param change receives the current value, or `undefined` if there is none; must be synchronous, and may be called again
   * @returns the value that was stored
   */
  update<Value>(collection: DocumentCollection, key: DocumentKey, change: (current: unknown) => Value): Promise<Value>

  /** Deletes the documents of a name: all, or those with these numbers. Missing documents are ignored. */
  delete(collection: DocumentCollection, name: string, numbers?: readonly number[]): Promise<void>
}
