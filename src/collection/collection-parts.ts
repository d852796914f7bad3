import type { DomainEvent, OfType, RecordedEvent } from '../events/domain-event.ts'
import type { IndexValue } from './index-value.ts'
import type { EditableRows } from './rows.ts'

/** The keys of the rows that an event concerns. Repeated keys count once. `undefined`: no row. */
export type RowKeys = string | readonly string[] | undefined

/** Returns the keys of the rows that an event concerns: one function, or one for each event type. */
type KeyRule<E extends DomainEvent> =
  | ((event: RecordedEvent<E>) => RowKeys)
  | { readonly [Type in E['type']]?: (event: RecordedEvent<OfType<E, Type>>) => RowKeys }

/** One handler for each event type that makes rows. A handler returns the row. */
type CreateHandlers<Row, E extends DomainEvent> = {
  readonly [Type in E['type']]?: (event: RecordedEvent<OfType<E, Type>>, key: string) => Row
}

/**
 * One handler for each event type that changes existing rows. A handler changes the row that it receives, or returns the next row. `null`
 * deletes the row.
 */
type RowHandlers<Row, E extends DomainEvent> = {
  readonly [Type in E['type']]?: (row: Row, event: RecordedEvent<OfType<E, Type>>, key: string) => NextRow<Row>
}

/** The result of a handler. The handler may return nothing if the row is an object, because it can change the object. */
type NextRow<Row> = Row | null | (Row extends object ? void : never)

/** One handler for each event type that concerns rows which the event cannot name. */
type WholeHandlers<Row, E extends DomainEvent> = {
  readonly [Type in E['type']]?: (rows: EditableRows<Row>, event: RecordedEvent<OfType<E, Type>>) => void
}

/**
 * Returns the index value of a row. `undefined` leaves the row out of the index. With `each`, a row has several values. The function must
 * not change the row.
 */
export type IndexRule<Row> =
  | ((row: Row) => IndexValue | undefined)
  | { readonly each: (row: Row) => readonly IndexValue[] | undefined }

/** The rules of a collection. */
export type CollectionParts<Row, E extends DomainEvent> = {
  /** Identifies the collection's snapshots in a store. */
  readonly name: string
  /** A whole number from 1, by default 1. If handlers, rows or indexes change, increase it: the library then ignores older snapshots. */
  readonly version?: number
  /** Returns the keys of the rows that an event concerns. Default, also for event types that a table lacks: the stream id. */
  readonly key?: KeyRule<E>
  /**
   * Handlers that make a row, or replace it. If an event type also has a handler in `when`, `create` handles missing rows and `when` existing
   * ones.
   */
  readonly create?: CreateHandlers<Row, E>
  /** Handlers that change or delete an existing row. */
  readonly when?: RowHandlers<Row, E>
  /** Handlers of the whole collection. They run after the handlers of single rows. */
  readonly whole?: WholeHandlers<Row, E>
  /** Index values by name of the index. */
  readonly indexes?: { readonly [name: string]: IndexRule<Row> }
  /** The reaction if `when` finds no row: the event fails, or the collection skips it. Default `'fail'`. */
  readonly onMissingRow?: 'fail' | 'skip'
  /** Returns the row that `when` receives instead of a missing one. */
  readonly initialRow?: (key: string) => Row
}
