import { InvalidArgument } from '../events/errors.ts'
import { entryOf, type RowIndex } from './row-index.ts'
import type { RowEntry, RowsQuery } from './rows.ts'
import { changedTree, emptyTree, type SortedTree, sortedChanges, valueIn } from './sorted-tree.ts'
import { treeDifferences } from './tree-differences.ts'
import { entriesBetween } from './tree-ranges.ts'

/** An index of one version of the rows: the keys of the rows by entry. */
type Built<Row> = { readonly rows: SortedTree<Row>; readonly keys: SortedTree<string> }

/**
 * The indexes of rows and of their later versions. The first use of an index builds it. A use with another version of the rows
 * changes the index by the differences of the versions, so rows that no code queries cost nothing.
 */
export class IndexTrees<Row> {
  readonly #indexes: ReadonlyMap<string, RowIndex<Row>>
  /** The last version that was used, by name of the index. */
  readonly #built = new Map<string, Built<Row>>()

  constructor(indexes: ReadonlyMap<string, RowIndex<Row>>) {
    this.#indexes = indexes
  }

  /** @throws {@link InvalidArgument} there is no such index */
  named(name: string): RowIndex<Row> {
    const index = this.#indexes.get(name)
    if (index) return index
    const names = [...this.#indexes.keys()]
    const expected = names.length > 0 ? `one of the indexes ${names.join(', ')}` : 'an index, but there are none'
    throw new InvalidArgument({ argument: 'index', expected, actual: name })
  }

  /** Returns the rows that a query selects. @throws {@link InvalidArgument} there is no such index, or the query is invalid */
  select(name: string, rows: SortedTree<Row>, query: RowsQuery<Row>): RowEntry<Row>[] {
    const index = this.named(name)
    const checked = index.query(query)
    const selected: RowEntry<Row>[] = []
    for (const [entry, key] of entriesBetween(this.#keysBy(index, rows), checked.range, checked.direction)) {
      // The index has the keys of these rows only.
      const row = valueIn(rows, key) as Row
      if (!index.isFirstOf(key, row, entry, checked)) continue
      selected.push([key, row])
      if (selected.length === checked.limit) break
    }
    return selected
  }

  #keysBy(index: RowIndex<Row>, rows: SortedTree<Row>): SortedTree<string> {
    const built = this.#built.get(index.name) ?? { rows: emptyTree, keys: emptyTree }
    if (built.rows === rows) return built.keys
    const changes = new Map<string, string | undefined>()
    for (const [key, before, after] of treeDifferences(built.rows, rows)) {
      if (before !== undefined)
        for (const value of index.valuesOf(key, before)) changes.set(entryOf(value, key), undefined)
      if (after !== undefined) for (const value of index.valuesOf(key, after)) changes.set(entryOf(value, key), key)
    }
    const keys = changedTree(built.keys, sortedChanges(changes))
    this.#built.set(index.name, { rows, keys })
    return keys
  }
}
