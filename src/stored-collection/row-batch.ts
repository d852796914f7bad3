import type { CollectionRules } from '../collection/collection-rules.ts'
import { flatCopy } from '../collection/flat-row.ts'
import type { RecordedEvent } from '../events/domain-event.ts'
import { copyOfState } from '../projection/copy-state.ts'
import { EditedRows, type MissingRows } from './edited-rows.ts'
import type { RowIndexes } from './row-indexes.ts'
import type { StoredRow } from './row-storage.ts'

/** A stored row with the type of its definition. */
type KnownRow<Row> = StoredRow & { readonly row: Row }

/** A changed row, before and after. `undefined`: there was no row, or the row was deleted. */
export type RowChange = { readonly before: StoredRow | undefined; readonly after: StoredRow | undefined }

/** Applies events to rows in memory. Knows the rows that it loaded or changed, and the changes since the last write. */
export class RowBatch<Row> {
  readonly #rules: CollectionRules<Row>
  readonly #indexes: RowIndexes<Row>
  readonly #known = new Map<string, KnownRow<Row> | undefined>()
  /** The keys of the rows with an index value, by the beginning of the entry, for the values that are completely known. */
  readonly #keysByBeginning = new Map<string, Set<string>>()
  #changed = new Map<string, { readonly before: KnownRow<Row> | undefined }>()
  /** The keys of all rows; `undefined`: the keys are not known. A key that is missing here needs no read. */
  #allKeys: Set<string> | undefined

  /** @param isEmpty whether the generation has no rows yet */
  constructor(rules: CollectionRules<Row>, indexes: RowIndexes<Row>, isEmpty: boolean) {
    this.#rules = rules
    this.#indexes = indexes
    if (isEmpty) this.#allKeys = new Set()
  }

  /** The number of rows that changed since the last call of `take`. */
  get changedRows(): number {
    return this.#changed.size
  }

  /** Returns the keys of the rows to load before {@link RowBatch.apply} receives the events. */
  keysToLoad(events: readonly RecordedEvent[]): Set<string> {
    const keys = new Set<string>()
    for (const event of events) {
      try {
        for (const key of this.#rules.keysOf(event)) if (!this.#isKnown(key)) keys.add(key)
      } catch {
        // The event fails when it is applied.
      }
    }
    return keys
  }

  /** Adds rows that were read for keys. `undefined`: there is no such row. */
  addLoaded(keys: readonly string[], rows: readonly (StoredRow | undefined)[]): void {
    keys.forEach((key, index) => {
      // A known row can be newer than the stored one.
      if (!this.#known.has(key)) this.#known.set(key, rows[index] as KnownRow<Row> | undefined)
    })
  }

  /** Adds all stored rows whose entries have a beginning. */
  addLoadedBeginning(beginning: string, rows: readonly StoredRow[]): void {
    this.addLoaded(
      rows.map(({ key }) => key),
      rows,
    )
    const keys = new Set<string>()
    for (const [key, row] of this.#known) if (row?.entries.includes(`${beginning}${key}`)) keys.add(key)
    this.#keysByBeginning.set(beginning, keys)
  }

  /**
   * Applies an event. If the handler throws, no row changes.
   *
   * @returns the missing rows; then nothing changed, and the caller loads these rows and applies the event again
   * @throws the error of the handler or of an index rule, or an error that names the part of a row that cannot be stored
   */
  apply(event: RecordedEvent): MissingRows | undefined {
    const { globalPosition: changedAt } = event
    const editing = new EditedRows<Row>({
      row: (key) => (this.#isKnown(key) ? this.#known.get(key) : { missingKey: key }),
      keysWith: (index, value) => {
        const missingBeginning = this.#indexes.beginningOf(index, value)
        return this.#keysByBeginning.get(missingBeginning) ?? { missingBeginning }
      },
      hasValue: (key, row, index, value) =>
        this.#indexes.entriesOf(key, row).includes(`${this.#indexes.beginningOf(index, value)}${key}`),
    })
    try {
      this.#rules.apply(editing, event)
    } catch (error) {
      if (!editing.missing) throw error
    }
    if (editing.missing) return editing.missing
    const changes = [...editing.changes()].map(([key, row]): [string, KnownRow<Row> | undefined] => [
      key,
      row === undefined
        ? undefined
        : { key, row: storable(row), changedAt, entries: this.#indexes.entriesOf(key, row) },
    ])
    for (const [key, row] of changes) this.#change(key, row)
    return undefined
  }

  /** Returns the changes since the last call. */
  take(): Map<string, RowChange> {
    const changes = new Map<string, RowChange>()
    for (const [key, { before }] of this.#changed) changes.set(key, { before, after: this.#known.get(key) })
    this.#changed = new Map()
    return changes
  }

  /** Forgets rows that did not change since the last call of `take`, if there are more than `most` rows. */
  trim(most: number): void {
    if ((this.#allKeys?.size ?? 0) > 10 * most) this.#allKeys = undefined
    if (this.#known.size <= most || this.#changed.size > 0) return
    this.#known.clear()
    this.#keysByBeginning.clear()
  }

  #isKnown(key: string): boolean {
    return this.#known.has(key) || this.#allKeys?.has(key) === false
  }

  #change(key: string, after: KnownRow<Row> | undefined): void {
    const before = this.#known.get(key)
    if (!this.#changed.has(key)) this.#changed.set(key, { before })
    this.#known.set(key, after)
    if (after) this.#allKeys?.add(key)
    else this.#allKeys?.delete(key)
    if (this.#keysByBeginning.size === 0) return
    for (const entry of before?.entries ?? []) this.#keysByBeginning.get(beginningIn(entry, key))?.delete(key)
    for (const entry of after?.entries ?? []) this.#keysByBeginning.get(beginningIn(entry, key))?.add(key)
  }
}

/** Returns a row as the storage will return it. @throws {@link InvalidArgument} the row cannot be copied, so no storage can hold it */
function storable<Row>(row: Row): Row {
  return flatCopy(row) ?? copyOfState(row)
}

/** Returns the part of an entry before the key. */
function beginningIn(entry: string, key: string): string {
  return entry.slice(0, entry.length - key.length)
}
