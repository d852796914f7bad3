import type { HandledRows } from '../collection/collection-rules.ts'
import { flatCopy, hasSameFields } from '../collection/flat-row.ts'
import type { IndexValue } from '../collection/index-value.ts'
import type { RowEntry } from '../collection/rows.ts'
import { copyOfState } from '../projection/copy-state.ts'
import { DraftSession } from '../projection/draft-session.ts'

/** A row or an index value that a handler needs and that is not loaded. */
export type MissingRows =
  | { readonly missingKey: string }
  /** The beginning of the entries with an index value: {@link RowIndexes.beginningOf}. */
  | { readonly missingBeginning: string }

/** The rows before an event. */
export type RowsBefore<Row> = {
  /** @returns `undefined`: there is no such row */
  readonly row: (key: string) => { readonly row: Row } | undefined | MissingRows
  /** Returns the keys of the rows with an index value. */
  readonly keysWith: (index: string, value: IndexValue) => ReadonlySet<string> | MissingRows
  /** Returns whether a row has an index value. */
  readonly hasValue: (key: string, row: Row, index: string, value: IndexValue) => boolean
}

/** Thrown to end a handler that needs a missing row. */
const rowIsMissing = new Error('A stored row is not loaded yet. The library loads it and calls the handler again.')

/** A row that a handler read or set. */
type Edited<Row> = {
  /** `undefined`: deleted. */
  row: Row | undefined
  /** The way to change the row: in place, or as a draft. `undefined`: no handler may change it, because other rows may have parts of it. */
  access: 'own' | DraftSession | undefined
}

/** The rows that the handlers of one event read and change. */
export class EditedRows<Row> implements HandledRows<Row> {
  readonly #before: RowsBefore<Row>
  readonly #edited = new Map<string, Edited<Row>>()
  #missing: MissingRows | undefined

  constructor(before: RowsBefore<Row>) {
    this.#before = before
  }

  /** The first row or value that was missing. The result of the handler is then invalid. */
  get missing(): MissingRows | undefined {
    return this.#missing
  }

  get(key: string): Row | undefined {
    const edited = this.#edited.get(key) ?? this.#editedFromBefore(key)
    if (edited?.row !== undefined && edited.access === undefined) {
      edited.row = flatCopy(edited.row) ?? copyOfState(edited.row)
      edited.access = 'own'
    }
    return edited?.row
  }

  set(key: string, row: Row): void {
    this.#rowBefore(key)
    // The application may keep the row, or return it again for another key.
    this.#edited.set(key, { row: flatCopy(row) ?? copyOfState(row), access: 'own' })
  }

  setReturned(key: string, row: Row): void {
    const { row: given, access } = this.#edited.get(key) ?? {}
    if (row === given) return
    const copy = flatCopy(row)
    if (copy !== undefined) this.#edited.set(key, { row: copy, access: 'own' })
    else {
      // The row may contain drafts. The row of the draft itself did not change.
      const hasDrafts = access instanceof DraftSession && row !== this.#rowBefore(key)?.row
      this.#edited.set(key, { row: hasDrafts ? access.finish(row) : row, access: undefined })
    }
  }

  delete(key: string): void {
    this.#rowBefore(key)
    this.#edited.set(key, { row: undefined, access: 'own' })
  }

  by(index: string, value: IndexValue): readonly RowEntry<Row>[] {
    const before = this.#found(this.#before.keysWith(index, value))
    const keys = new Set([...before].filter((key) => !this.#edited.has(key)))
    for (const [key, { row }] of this.#edited) {
      if (row !== undefined && this.#before.hasValue(key, row, index, value)) keys.add(key)
    }
    return [...keys].sort().flatMap((key): RowEntry<Row>[] => {
      const row = this.get(key)
      return row === undefined ? [] : [[key, row]]
    })
  }

  /** Yields the rows that the event changed. Ends the drafts. `undefined`: the event deleted the row. */
  *changes(): Generator<readonly [key: string, row: Row | undefined]> {
    for (const [key, { row: edited, access }] of this.#edited) {
      const row = edited !== undefined && access instanceof DraftSession ? access.finish(edited) : edited
      const before = this.#rowBefore(key)?.row
      if (row !== before && !hasSameFields(before, row)) yield [key, row]
    }
  }

  #editedFromBefore(key: string): Edited<Row> | undefined {
    const before = this.#rowBefore(key)
    if (!before) return undefined
    const copy = flatCopy(before.row)
    const session = new DraftSession()
    const edited: Edited<Row> =
      copy === undefined ? { row: session.draft(before.row), access: session } : { row: copy, access: 'own' }
    this.#edited.set(key, edited)
    return edited
  }

  #rowBefore(key: string): { readonly row: Row } | undefined {
    const known = this.#before.row(key)
    return known && this.#found(known)
  }

  #found<Found extends object>(found: Found | MissingRows): Found {
    if (!isMissing(found)) return found
    this.#missing ??= found
    throw rowIsMissing
  }
}

function isMissing(found: object): found is MissingRows {
  return 'missingKey' in found || 'missingBeginning' in found
}
