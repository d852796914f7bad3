import type { IndexValue } from './index-value.ts'

/** A row and its key. */
export type RowEntry<Row> = readonly [key: string, row: Row]

/**
 * The rows to select by an index. The ranges include both ends. A tuple as `to` includes the tuples that begin with it:
 * `{ from: [false], to: [false] }` selects every tuple whose first item is `false`.
 *
 * Rows are ordered by index value, and then by key. A row with several values in the range occurs once, at the first of them.
 */
export type RowsQuery<Row> = {
  /** The order. Default: `'forward'`. */
  readonly direction?: 'forward' | 'backward'
  /** The highest number of rows, from 1. Default: no limit. */
  readonly limit?: number
  /** The last entry of the previous page. The page continues after it, even if its row changed or no longer exists. */
  readonly after?: RowEntry<Row> | undefined
} & (
  | { readonly equals: IndexValue; readonly from?: never; readonly to?: never }
  | { readonly equals?: never; readonly from?: IndexValue; readonly to?: IndexValue }
)

/**
 * The rows of a collection by key, in the order of their keys (UTF-16 code units). The rows never change: an event leads to new `Rows`,
 * which share every row that the event did not touch.
 */
export interface Rows<Row> extends ReadonlyMap<string, Row> {
  /**
   * Selects rows by an index.
   *
   * @param index a name from `indexes` of the definition
   * @returns entries of key and row, ordered by index value, then by key
   * @throws {@link InvalidArgument} there is no such index, or the query is invalid
   * @example
   * ```ts
   * for (const [key, todo] of rows.by('byOwner', { equals: 'ann', limit: 50 })) show(key, todo)
   * ```
   */
  by(index: string, query?: RowsQuery<Row>): readonly RowEntry<Row>[]
  /** Returns an object with a property for each row. */
  toJSON(): { readonly [key: string]: Row }
}

/** The rows of a collection during one event, for a handler of the whole collection. */
export interface EditableRows<Row> {
  /** Returns a row that the handler may change. `undefined`: there is none. */
  get(key: string): Row | undefined
  /** Makes or replaces a row. */
  set(key: string, row: Row): void
  /** Deletes a row, if it exists. */
  delete(key: string): void
  /** Returns the entries with this index value, ordered by key. The handler may change their rows. */
  by(index: string, value: IndexValue): readonly RowEntry<Row>[]
}
