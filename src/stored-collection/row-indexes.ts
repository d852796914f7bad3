import type { CollectionRules } from '../collection/collection-rules.ts'
import { encodedValue, type IndexValue } from '../collection/index-value.ts'
import { entryOf, type RowIndex } from '../collection/row-index.ts'
import type { RowsQuery } from '../collection/rows.ts'
import type { KeyRange } from '../collection/tree-ranges.ts'
import { InvalidArgument } from '../events/errors.ts'
import { afterPrefix, type EntryRange } from './row-storage.ts'

/** A range of entries, and the place in it at which a page begins. */
export type QueryRange = EntryRange & {
  /** The bounds without the previous pages. */
  readonly whole: Pick<EntryRange, 'lower' | 'upper'>
  /** Whether a row can have several entries in the range. */
  readonly mayRepeat: boolean
}

/**
 * The entries of the rows of one generation. An entry is the id of the generation, the number of the index, the encoded value, and the key
 * of the row. So the order of entries is by index value and then by key, and each entry is unique.
 */
export class RowIndexes<Row> {
  readonly #indexes: ReadonlyMap<string, RowIndex<Row>>
  readonly #prefixes: ReadonlyMap<string, string>

  constructor({ indexes }: CollectionRules<Row>, id: string) {
    this.#indexes = indexes
    const names = [...indexes.keys()].sort()
    this.#prefixes = new Map(names.map((name, number) => [name, `${id}${number}.`]))
  }

  /** Returns all entries of a row. @throws {@link InvalidArgument} a rule returned no valid value, or the error of a rule */
  entriesOf(key: string, row: Row): string[] {
    const entries: string[] = []
    for (const [name, index] of this.#indexes) {
      const prefix = this.#prefixOf(name)
      for (const value of index.valuesOf(key, row)) entries.push(prefix + entryOf(value, key))
    }
    return entries
  }

  /** Returns the beginning of all entries with a value of an index. @throws {@link InvalidArgument} */
  beginningOf(index: string, value: IndexValue): string {
    return this.#prefixOf(index) + encodedValue(value, () => 'value')
  }

  /** Returns the entries that a query selects. @throws {@link InvalidArgument} there is no such index, or the query is invalid */
  rangeOf(index: string, query: RowsQuery<Row>): QueryRange {
    const prefix = this.#prefixOf(index)
    // There is an index for each prefix.
    const rule = this.#indexes.get(index) as RowIndex<Row>
    const { range, values, direction, limit } = rule.query(query)
    const boundsOf = ({ from, to }: KeyRange): QueryRange['whole'] => ({
      lower: prefix + from,
      upper: to === undefined ? afterPrefix(prefix) : prefix + to,
    })
    const most = limit === Infinity ? undefined : limit
    return { ...boundsOf(range), whole: boundsOf(values), direction, limit: most, mayRepeat: rule.hasEach }
  }

  #prefixOf(index: string): string {
    const prefix = this.#prefixes.get(index)
    if (prefix !== undefined) return prefix
    const names = [...this.#prefixes.keys()].join(', ')
    const expected = names === '' ? 'an index of the definition, which has none' : `one of the indexes ${names}`
    throw new InvalidArgument({ argument: 'index', expected, actual: index })
  }
}

/** Returns the entries of a row within a range, in the order of the range. */
export function entriesWithin(
  entries: readonly string[],
  { lower, upper }: QueryRange['whole'],
  order: string,
): string[] {
  const within = entries.filter((entry) => entry >= lower && entry < upper).sort()
  return order === 'forward' ? within : within.reverse()
}
