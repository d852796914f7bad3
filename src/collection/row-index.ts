import { anything, type Check, check, checkOptions, direction, ordinal } from '../events/argument-checks.ts'
import { InvalidArgument } from '../events/errors.ts'
import type { IndexRule } from './collection-parts.ts'
import { encodedPrefix, encodedValue, type IndexValue, textAfter } from './index-value.ts'
import type { RowsQuery } from './rows.ts'
import type { KeyRange } from './tree-ranges.ts'

/** A checked query. */
export type CheckedQuery = {
  /** The entries of the index to read. */
  readonly range: KeyRange
  /** The texts of the selected values. The range is a part of them if the query continues after a page. */
  readonly values: KeyRange
  readonly direction: 'forward' | 'backward'
  readonly limit: number
}

/**
 * An index of rows. An entry of the index is a text: the encoded index value, followed by the key of the row. Rows in memory and stored rows
 * use the same texts.
 */
export class RowIndex<Row> {
  readonly name: string
  readonly #valuesOf: (row: Row) => readonly IndexValue[] | undefined
  /** Whether a row can have several values. */
  readonly hasEach: boolean

  constructor(name: string, rule: IndexRule<Row>) {
    this.name = name
    this.hasEach = typeof rule === 'object'
    this.#valuesOf = typeof rule === 'object' ? rule.each : (row) => listOfOne(rule(row))
  }

  /**
   * Returns the encoded values of a row, each once.
   *
   * @throws {@link InvalidArgument} the rule returned an invalid value; the error names the index and the key
   */
  valuesOf(key: string, row: Row): readonly string[] {
    const values = this.#valuesOf(row) ?? []
    const describe = (): string => `indexes.${this.name} of row ${JSON.stringify(key)}`
    if (!Array.isArray(values)) check(describe(), values, ['an array of index values', () => false])
    const texts = values.map((value) => encodedValue(value, describe))
    return texts.length > 1 ? [...new Set(texts)] : texts
  }

  /**
   * Checks a query.
   *
   * @throws {@link InvalidArgument} an option is unknown or invalid
   */
  query(query: RowsQuery<Row>): CheckedQuery {
    const given = checkOptions(query, queryOptions)
    const values = 'equals' in query ? this.#equalRange(query) : this.#rangeOf(given)
    const { after, direction = 'forward', limit = Infinity } = given
    return { range: after ? this.#rangeAfter(values, after, direction) : values, values, direction, limit }
  }

  /** Returns whether an entry is the first one of its row within the selected values, in the direction of the query. */
  isFirstOf(key: string, row: Row, entry: string, { values, direction }: CheckedQuery): boolean {
    return !this.hasEach || entryOf(this.#firstIn(values, key, row, direction) ?? '', key) === entry
  }

  #equalRange({ equals, from, to }: RowsQuery<Row>): KeyRange {
    if (from !== undefined || to !== undefined) {
      throw new InvalidArgument({ argument: 'equals', expected: 'either equals, or from and to', actual: equals })
    }
    // A missing value must not select all rows. The check of the value rejects `undefined`.
    const text = encodedValue(equals as IndexValue, () => 'equals')
    return { from: text, to: textAfter(text) }
  }

  #rangeOf({ from, to }: RowsQuery<Row>): KeyRange {
    return {
      from: from === undefined ? '' : encodedValue(from, () => 'from'),
      to: to === undefined ? undefined : textAfter(encodedPrefix(to, () => 'to')),
    }
  }

  #rangeAfter(values: KeyRange, [key, row]: readonly [string, Row], direction: 'forward' | 'backward'): KeyRange {
    const value = this.#firstIn(values, key, row, direction)
    if (value === undefined) {
      const expected = `an entry of an earlier page of this query, with a value in the range of ${this.name}`
      throw new InvalidArgument({ argument: 'after', expected, actual: key })
    }
    const entry = entryOf(value, key)
    return direction === 'forward' ? { from: entry + lowest, to: values.to } : { from: values.from, to: entry }
  }

  #firstIn({ from, to }: KeyRange, key: string, row: Row, direction: string): string | undefined {
    const inRange = this.valuesOf(key, row).filter((text) => text >= from && (to === undefined || text < to))
    return inRange.sort().at(direction === 'forward' ? 0 : -1)
  }
}

/** Returns the entry of a row in an index. @param value an encoded value of the row */
export function entryOf(value: string, key: string): string {
  return value + key
}

// No text lies between a text and the same text followed by the lowest code unit.
const lowest = '\u0000'

function listOfOne(value: IndexValue | undefined): readonly IndexValue[] {
  return value === undefined ? [] : [value]
}

const entry: Check = [
  'an entry of key and row from an earlier page',
  (value) => Array.isArray(value) && value.length === 2 && typeof value[0] === 'string',
]
const queryOptions = { equals: anything, from: anything, to: anything, direction, limit: ordinal, after: entry }
