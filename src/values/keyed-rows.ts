/** Marks a map with text keys whose versions share structure, such as the rows of a collection. */
export const keyedRows: unique symbol = Symbol('keyedRows')

/**
 * A map with text keys whose versions share structure. It never changes. Code that copies, compares or measures states uses these operations,
 * and needs no knowledge of collections.
 */
export interface KeyedRows<Row> extends ReadonlyMap<string, Row> {
  readonly [keyedRows]: {
    /** The objects that hold the entries. Versions share most of them. */
    readonly nodes: object
    /**
     * Returns the keys whose rows are not identical in a later version, in order. `undefined`: no row.
     *
     * @param most the largest number of differences to return. Default: no limit
     */
    differencesTo(after: KeyedRows<Row>, most?: number): readonly RowDifference<Row>[]
    /** Returns this map with changed entries. `undefined`: without the key. */
    withChanges(rows: ReadonlyMap<string, Row | undefined>): KeyedRows<Row>
    /** Returns the nodes that hold a few thousand rows each, in order, with a function that returns the rows of the node. */
    parts(): Iterable<readonly [node: object, rows: () => ReadonlyMap<string, Row>]>
    /** Returns a map of the same kind with other entries. */
    withRows(rows: ReadonlyMap<string, Row>): KeyedRows<Row>
  }
}

/** A key whose rows differ between two versions. `undefined`: no row. */
export type RowDifference<Row> = readonly [key: string, before: Row | undefined, after: Row | undefined]

/** Returns whether a value is a map whose versions share structure. */
export function isKeyedRows(value: unknown): value is KeyedRows<unknown> {
  return typeof value === 'object' && value !== null && keyedRows in value
}
