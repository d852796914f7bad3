/// <reference lib="esnext.disposable" preserve="true" />

import type { RowEntry, RowsQuery } from '../collection/rows.ts'
import { check, count, text } from '../events/argument-checks.ts'
import { InvalidArgument, StoreClosed } from '../events/errors.ts'
import { disposeWith } from '../platform/dispose.ts'
import type { CatchUpProgress } from '../projection/folded-log-options.ts'
import type { ProjectionFailed } from '../projection/projection-failed.ts'
import { TypedEventTarget } from '../values/typed-event-target.ts'
import type { CollectionStatus } from './collection-status.ts'
import type { Identity } from './generations.ts'
import { LiveQuery, type LiveSource } from './live-query.ts'
import type { ApplierParts } from './row-applier.ts'
import type { RowChange } from './row-batch.ts'
import { RowFollower } from './row-follower.ts'
import { entriesOf, RowReader, rowOf } from './row-reader.ts'
import type { ParkedRow } from './row-storage.ts'

/** The `detail` of each event that a stored collection dispatches. */
export type CollectionEvents = {
  readonly change: { readonly position: number }
  readonly status: CollectionStatus
  readonly progress: CatchUpProgress
  readonly error: unknown
  readonly skipped: ProjectionFailed
}

/**
 * A collection whose rows are stored in the browser. Reads load only the rows that they return. Every tab keeps the rows up to date with the
 * log, and the rows contain each event exactly once. Reads wait while the library builds the rows for the first time.
 *
 * Dispatches `change` (detail: position), `status` (detail: the status), `progress` (detail: position and lastPosition), `error` (detail:
 * the error) and `skipped` (detail: the failure of an event that was skipped or parked).
 *
 * @example
 * ```ts
 * const stored = await openCollection(store, todos)
 * const todo = await stored.get('todo:1')
 * const page = await stored.query('byOwner', { equals: 'ann', limit: 50 })
 * ```
 */
export class StoredCollection<Row> extends TypedEventTarget<CollectionEvents> {
  declare readonly [Symbol.dispose]: () => void
  static {
    disposeWith(StoredCollection.prototype, 'close')
  }
  readonly #parts: Omit<ApplierParts<Row>, 'onWritten' | 'onPassed'>
  readonly #follower: RowFollower<Row>
  readonly #reader: RowReader<Row>
  readonly #listeners = new Set<(changes: ReadonlyMap<string, RowChange> | undefined) => void>()
  readonly #onClose: () => void
  readonly #liveSource: Pick<LiveSource<unknown>, 'onChange' | 'onError'> = {
    onChange: (listener) => {
      this.#listeners.add(listener)
      return () => this.#listeners.delete(listener)
    },
    // `status` reports that the collection was closed.
    onError: (error) => error instanceof StoreClosed || this.#dispatch('error', error),
  }

  /** @internal Use {@link openCollection}. */
  constructor(parts: Omit<ApplierParts<Row>, 'onWritten' | 'onPassed'>, identity: Identity, onClose: () => void) {
    super()
    this.#parts = parts
    this.#onClose = onClose
    const onPassed = (failure: ProjectionFailed): void => this.#dispatch('skipped', failure)
    this.#follower = new RowFollower({ ...parts, onPassed }, identity, {
      onStatus: (status) => {
        this.#reader.wake()
        this.#dispatch('status', status)
        if (status === 'closed') this.#end()
      },
      onProgress: (progress) => this.#dispatch('progress', progress),
      onError: (error) => this.#dispatch('error', error),
      onChange: (changes) => this.#changed(changes),
    })
    this.#reader = new RowReader(parts.storage, parts.rules, this.#follower)
  }

  /** @internal */
  start(): Promise<void> {
    return this.#follower.start()
  }

  /**
   * - `'building'`: the library builds the rows for the first time, or again after the definition or the log changed; reads wait
   * - `'catching up'`: the collection applies recorded events; reads return the rows at {@link StoredCollection.position}
   * - `'live'`: the rows follow every append of every tab
   * - `'failed'`: see {@link StoredCollection.error}; complete rows can still be read. `caughtUp` retries
   * - `'closed'`: the application closed the collection or the store
   */
  get status(): CollectionStatus {
    return this.#follower.status
  }

  /** The error, if the status is `'failed'`. */
  get error(): unknown {
    return this.#follower.status === 'failed' ? this.#follower.error : undefined
  }

  /** Position of the last event in the rows, as far as this tab knows. */
  get position(): number {
    return this.#follower.position
  }

  /**
   * Reads a row. The row is a copy: a change of it changes nothing in the collection.
   *
   * @returns `undefined`: there is no such row
   * @throws {@link StoreClosed} the collection or the store was closed; {@link StorageFailed} the database failed; or the error that ended
   *   the first pass over the log
   */
  async get(key: string): Promise<Row | undefined> {
    return (await this.getMany([key]))[0]
  }

  /** Reads rows as {@link StoredCollection.get}, all as of one moment, in the order of the keys. */
  async getMany(keys: readonly string[]): Promise<readonly (Row | undefined)[]> {
    for (const key of keys) check('key', key, text)
    return (await this.#reader.byKey(keys)).rows.map(rowOf<Row>)
  }

  /**
   * Selects rows by an index. The cost depends on the number of rows that it returns. For pages, pass the last entry of a page as `after`.
   *
   * @returns copies of the rows with their keys, ordered by index value, then by key
   * @throws {@link InvalidArgument} there is no such index, or the query is invalid; and the errors of {@link StoredCollection.get}
   */
  async query(index: string, query: RowsQuery<Row> = {}): Promise<readonly RowEntry<Row>[]> {
    return entriesOf<Row>((await this.#reader.find(index, query)).rows)
  }

  /** Counts all rows, or those that a query selects. @throws as {@link StoredCollection.query} */
  async count(index?: string, query: RowsQuery<Row> = {}): Promise<number> {
    return this.#reader.count(index, query)
  }

  /**
   * Returns the rows of a query, kept up to date while there is a subscriber.
   *
   * @throws {@link InvalidArgument} there is no such index, or the query is invalid
   */
  live(index: string, query: RowsQuery<Row> = {}): LiveQuery<readonly RowEntry<Row>[]> {
    this.#reader.checkQuery(index, query)
    return new LiveQuery({
      ...this.#liveSource,
      read: () => this.#reader.find(index, query),
      concerns: (changes, generation) => this.#reader.concerns(generation, index, query, changes),
      resultOf: (rows) => entriesOf<Row>(rows.flatMap((row) => row ?? [])),
    })
  }

  /** Returns one row, kept up to date while there is a subscriber. `undefined`: there is no such row, or it was not read yet. */
  liveRow(key: string): LiveQuery<Row | undefined> {
    check('key', key, text)
    return new LiveQuery({
      ...this.#liveSource,
      read: () => this.#reader.byKey([key]),
      concerns: (changes) => [...changes].some(({ before, after }) => (before ?? after)?.key === key),
      resultOf: ([row]) => rowOf<Row>(row),
    })
  }

  /**
   * Resolves when the rows have all events up to a position, for example to read your own writes. After a failure, retries.
   *
   * @param position default: the end of the log at the call
   * @throws {@link ProjectionFailed} a handler threw before this position
   * @throws {@link InvalidArgument} the log has no event at the position; and the errors of {@link StoredCollection.get}
   */
  async caughtUp(position?: number): Promise<void> {
    if (position !== undefined) check('position', position, count)
    if (position !== undefined && this.status === 'live' && this.position >= position) return
    await this.#follower.catchUp(position)
    if (position === undefined || this.position >= position) return
    const expected = `a position of the log, which ends at ${this.position}`
    throw new InvalidArgument({ argument: 'position', expected, actual: position })
  }

  /** Lists the parked events, in the order of their positions. @throws as {@link StoredCollection.get} */
  async parked(): Promise<readonly ParkedRow[]> {
    return this.#reader.parked()
  }

  /**
   * Applies the parked events again, after their handler was fixed. They are applied to the present rows, after all later events. To apply
   * them in their order, increase the version of the definition instead.
   *
   * @returns the number of events that were applied. The others stay parked
   * @throws as {@link StoredCollection.caughtUp}
   */
  async retryParked(): Promise<number> {
    return this.#follower.retryParked()
  }

  /** Closes the collection. Reads reject, and live queries end. The store stays open. */
  close(): void {
    this.#follower.close()
  }

  #changed(changes: ReadonlyMap<string, RowChange> | undefined): void {
    this.#reader.wake()
    // A listener can end or add others.
    for (const listener of [...this.#listeners]) listener(changes)
    this.#dispatch('change', { position: this.position })
  }

  #end(): void {
    this.#listeners.clear()
    this.#parts.storage.close()
    this.#onClose()
  }

  #dispatch<Name extends keyof CollectionEvents>(name: Name, detail: CollectionEvents[Name]): void {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }
}
