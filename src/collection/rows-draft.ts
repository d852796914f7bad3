import { copyOfState } from '../projection/copy-state.ts'
import { DraftSession } from '../projection/draft-session.ts'
import type { StateDraft } from '../projection/draftable.ts'
import type { HandledRows } from './collection-rules.ts'
import { flatCopy, hasSameFields } from './flat-row.ts'
import type { IndexTrees } from './index-trees.ts'
import { encodedValue, type IndexValue } from './index-value.ts'
import type { RowEntry, Rows } from './rows.ts'
import { changedTree, mappedTree, type SortedTree, sortedChanges, valueIn } from './sorted-tree.ts'

/** A touched row that a handler must not change in place. */
type Held<Row> = {
  /** The draft of the row. Without a session: the row. */
  readonly row: Row
  readonly session?: DraftSession
  /** The row of the draft. */
  readonly base?: Row
}

// Inserting so many rows takes a few milliseconds.
const mostNew = 8_192
// If handlers touch at least one in this number of rows, a visit of all rows costs less than a search for each touched row.
const rowsPerVisit = 8

/**
 * A draft of rows. It keeps the rows that handlers touch beside the tree. A handler changes its own copy of a row in place, so a long replay
 * costs about as much as one over a `Map`. The draft inserts new rows into the tree when they are many, and writes the rest at the end.
 */
export class RowsDraft<Row> implements HandledRows<Row>, StateDraft<Rows<Row>> {
  readonly #indexes: IndexTrees<Row>
  readonly #rowsOf: (tree: SortedTree<Row>) => Rows<Row>
  /** The rows before the draft, and the new rows that were inserted. No other code has the new rows, so they may still change. */
  #tree: SortedTree<Row>
  /** The touched rows that a handler may change in place. `undefined`: the row was deleted. */
  readonly #own = new Map<string, Row | undefined>()
  /** The other touched rows. No key is in both maps. */
  readonly #held = new Map<string, Held<Row>>()
  /** Keys that the tree may lack. */
  readonly #new: string[] = []

  constructor(tree: SortedTree<Row>, indexes: IndexTrees<Row>, rowsOf: (tree: SortedTree<Row>) => Rows<Row>) {
    this.#tree = tree
    this.#indexes = indexes
    this.#rowsOf = rowsOf
  }

  /** Prepares for the next event. @param isWhole whether a handler of the whole collection receives it */
  beginEvent(isWhole: boolean): void {
    if (isWhole) this.#settle()
    else if (this.#new.length >= mostNew) this.#insertNew()
  }

  get(key: string): Row | undefined {
    return this.#own.get(key) ?? this.#changeable(key)
  }

  set(key: string, row: Row): void {
    if (this.#own.get(key) === undefined) this.#new.push(key)
    this.#held.delete(key)
    // The application may keep the row, or return it again for another key.
    this.#own.set(key, flatCopy(row) ?? copyOfState(row))
  }

  setReturned(key: string, row: Row): void {
    const held = this.#held.get(key)
    if (row === (held ? held.row : this.#own.get(key))) return
    const copy = flatCopy(row)
    if (copy === undefined) {
      // The row may contain drafts. The row of the draft itself did not change.
      this.#held.set(key, { row: held?.session && row !== held.base ? held.session.finish(row) : row })
      this.#own.delete(key)
    } else {
      if (this.#own.get(key) === undefined) this.#new.push(key)
      this.#held.delete(key)
      this.#own.set(key, copy)
    }
  }

  delete(key: string): void {
    this.#held.delete(key)
    this.#own.set(key, undefined)
  }

  by(name: string, value: IndexValue): RowEntry<Row>[] {
    const index = this.#indexes.named(name)
    const text = encodedValue(value, () => 'value')
    const keys = new Set(this.#indexes.select(name, this.#tree, { equals: value }).map(([key]) => key))
    for (const key of [...this.#own.keys(), ...this.#held.keys()]) {
      const row = this.get(key)
      if (row !== undefined && index.valuesOf(key, row).includes(text)) keys.add(key)
      else keys.delete(key)
    }
    // Each of these keys has a row.
    return [...keys].sort().map((key) => [key, this.get(key) as Row])
  }

  finish(): Rows<Row> {
    this.#settle()
    return this.#rowsOf(this.#tree)
  }

  /** Returns a row that a handler may change, and that it has not changed in place before. */
  #changeable(key: string): Row | undefined {
    const held = this.#held.get(key)
    if (held?.session) return held.row
    const row = held ? held.row : this.#own.has(key) ? undefined : valueIn(this.#tree, key)
    if (row === undefined) return undefined
    // A copy of a flat row costs less than a draft.
    const copy = flatCopy(row)
    if (copy !== undefined) {
      this.#held.delete(key)
      this.#own.set(key, copy)
      return copy
    }
    const session = new DraftSession()
    const draft = session.draft(row)
    this.#held.set(key, { row: draft, session, base: row })
    return draft
  }

  /** Inserts the new rows into the tree. */
  #insertNew(): void {
    const rows = new Map<string, Row>()
    for (const key of this.#new.splice(0)) {
      const row = this.#own.get(key)
      if (row !== undefined) rows.set(key, row)
    }
    this.#tree = changedTree(this.#tree, sortedChanges(rows))
  }

  /** Writes all touched rows. No handler changes them later. */
  #settle(): void {
    const rows = new Map<string, Row | undefined>()
    for (const [key, { row, session }] of this.#held) rows.set(key, session ? session.finish(row) : row)
    const isVisit = this.#own.size * rowsPerVisit > this.#tree.size
    if (isVisit) {
      this.#insertNew()
      this.#tree = mappedTree(this.#tree, (key, row) => sameOrNext(row, this.#own.get(key) ?? row))
    }
    for (const [key, row] of this.#own) {
      if (row === undefined) rows.set(key, undefined)
      else if (!isVisit) rows.set(key, sameOrNext(valueIn(this.#tree, key), row))
    }
    this.#tree = changedTree(this.#tree, sortedChanges(rows))
    this.#held.clear()
    this.#own.clear()
    this.#new.length = 0
  }
}

/** Returns the row before if the next one has the same fields, so that a row without a change keeps its identity. */
function sameOrNext<Row>(before: Row | undefined, next: Row): Row {
  return before !== undefined && hasSameFields(before, next) ? before : next
}
