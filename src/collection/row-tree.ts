import { beginDraft, type Draftable, type StateDraft } from '../projection/draftable.ts'
import { type KeyedRows, keyedRows } from '../values/keyed-rows.ts'
import { setOwn } from '../values/plain-objects.ts'
import { IndexTrees } from './index-trees.ts'
import type { RowIndex } from './row-index.ts'
import type { RowEntry, Rows, RowsQuery } from './rows.ts'
import { RowsDraft } from './rows-draft.ts'
import { changedTree, emptyTree, type SortedTree, sortedChanges, valueIn } from './sorted-tree.ts'
import { treeDifferences } from './tree-differences.ts'
import { leavesOf } from './tree-ranges.ts'

/** Rows in a persistent tree. */
class RowTree<Row> implements Rows<Row>, Draftable<Rows<Row>>, KeyedRows<Row> {
  readonly #root: SortedTree<Row>
  readonly #indexes: IndexTrees<Row>

  constructor(root: SortedTree<Row>, indexes: IndexTrees<Row>) {
    this.#root = root
    this.#indexes = indexes
    // Rows never change. A frozen state is not copied.
    Object.freeze(this)
  }

  get size(): number {
    return this.#root.size
  }

  get(key: string): Row | undefined {
    return valueIn(this.#root, key)
  }

  has(key: string): boolean {
    return this.get(key) !== undefined
  }

  *entries(): MapIterator<[string, Row]> {
    for (const { keys, values } of leavesOf(this.#root)) {
      // A leaf has one value for each key.
      for (const [index, key] of keys.entries()) yield [key, values[index] as Row]
    }
  }

  *keys(): MapIterator<string> {
    for (const { keys } of leavesOf(this.#root)) yield* keys
  }

  *values(): MapIterator<Row> {
    for (const { values } of leavesOf(this.#root)) yield* values
  }

  [Symbol.iterator](): MapIterator<[string, Row]> {
    return this.entries()
  }

  forEach(each: (row: Row, key: string, rows: ReadonlyMap<string, Row>) => void, self?: unknown): void {
    for (const [key, row] of this.entries()) Reflect.apply(each, self, [row, key, this])
  }

  by(index: string, query: RowsQuery<Row> = {}): readonly RowEntry<Row>[] {
    return this.#indexes.select(index, this.#root, query)
  }

  toJSON(): { readonly [key: string]: Row } {
    const rows: { [key: string]: Row } = {}
    for (const [key, row] of this.entries()) setOwn(rows, key, row)
    return rows
  }

  /** Names the interface, for code that distinguishes maps by their tag. */
  get [Symbol.toStringTag](): string {
    return 'Map'
  }

  [beginDraft](): StateDraft<Rows<Row>> {
    return new RowsDraft(this.#root, this.#indexes, (root) =>
      root === this.#root ? this : new RowTree(root, this.#indexes),
    )
  }

  get [keyedRows](): KeyedRows<Row>[typeof keyedRows] {
    return {
      nodes: this.#root,
      differencesTo: (after, most) => treeDifferences(this.#root, rootOf(after), most),
      withChanges: (rows) => new RowTree(changedTree(this.#root, sortedChanges(rows)), this.#indexes),
      parts: () => partsOf(this.#root),
      withRows: (rows) => new RowTree(changedTree(emptyTree, sortedChanges(rows)), this.#indexes),
    }
  }
}

/** Returns rows without a row. Their later versions share the indexes. */
export function emptyRows<Row>(indexes: ReadonlyMap<string, RowIndex<Row>>): Rows<Row> & KeyedRows<Row> {
  return new RowTree<Row>(emptyTree, new IndexTrees(indexes))
}

/** Returns the branches above the leaves, each with its rows. */
function* partsOf<Row>(root: SortedTree<Row>): Generator<readonly [object, () => ReadonlyMap<string, Row>], undefined> {
  if (root.children?.[0]?.children) {
    for (const child of root.children) yield* partsOf(child)
    return
  }
  yield [
    root,
    () =>
      new Map(
        // A leaf has one value for each key.
        Array.from(leavesOf(root), ({ keys, values }) =>
          keys.map((key, index) => [key, values[index] as Row] as const),
        ).flat(),
      ),
  ]
}

// Only rows in a tree implement the interface.
function rootOf<Row>(rows: KeyedRows<Row>): SortedTree<Row> {
  return rows[keyedRows].nodes as SortedTree<Row>
}
