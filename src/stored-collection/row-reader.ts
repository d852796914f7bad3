import type { CollectionRules } from '../collection/collection-rules.ts'
import type { RowEntry, RowsQuery } from '../collection/rows.ts'
import { StoreClosed } from '../events/errors.ts'
import type { RowChange } from './row-batch.ts'
import type { RowFollower } from './row-follower.ts'
import { entriesWithin, type QueryRange, RowIndexes } from './row-indexes.ts'
import type { Answer, Generation, ParkedRow, RowStorage, StoredRow } from './row-storage.ts'

/** The rows that a query selects, and the generation that they belong to. */
export type FoundRows = { readonly generation: Generation; readonly rows: readonly StoredRow[] }

/** Reads the rows of a collection, as soon as the library has built them. All rows of an answer belong to one position. */
export class RowReader<Row> {
  readonly #storage: RowStorage
  readonly #rules: CollectionRules<Row>
  readonly #follower: Pick<RowFollower<Row>, 'readable' | 'status' | 'error' | 'forget'>
  readonly #waiting = new Set<() => void>()

  constructor(
    storage: RowStorage,
    rules: CollectionRules<Row>,
    follower: Pick<RowFollower<Row>, 'readable' | 'status' | 'error' | 'forget'>,
  ) {
    this.#storage = storage
    this.#rules = rules
    this.#follower = follower
  }

  /** Continues reads that wait for a change of the follower. */
  wake(): void {
    const waiting = [...this.#waiting]
    this.#waiting.clear()
    for (const resolve of waiting) resolve()
  }

  /** Reads rows by key. */
  async byKey(keys: readonly string[]): Promise<{ generation: Generation; rows: readonly (StoredRow | undefined)[] }> {
    const { generation, result } = await this.#read(({ id }) => this.#storage.rows(id, keys))
    return { generation, rows: result }
  }

  /** Reads the rows that a query selects, each once. @throws {@link InvalidArgument} the query is invalid */
  async find(index: string, query: RowsQuery<Row>): Promise<FoundRows> {
    const { generation, result } = await this.#read((generation) => {
      const range = this.#rangeOf(generation.id, index, query)
      return range.mayRepeat ? this.#findOnce(generation, range) : this.#findAll(generation, range)
    })
    return { generation, rows: result }
  }

  /** Counts the rows that a query selects. Without an index, counts all rows. */
  async count(index: string | undefined, query: RowsQuery<Row>): Promise<number> {
    if (index === undefined) return (await this.#read(({ id }) => this.#storage.count(id, undefined))).result
    const { result } = await this.#read(async (generation) => {
      const range = this.#rangeOf(generation.id, index, query)
      if (isEmpty(range)) return { generation, result: 0 }
      if (range.mayRepeat || range.limit !== undefined) {
        const found = await this.#findOnce(generation, range)
        return { generation: found.generation, result: found.result.length }
      }
      return this.#storage.count(generation.id, range)
    })
    return result
  }

  /** Reads the parked events. */
  async parked(): Promise<readonly ParkedRow[]> {
    return (await this.#read(({ id }) => this.#storage.parked(id))).result
  }

  /** @throws {@link InvalidArgument} there is no such index, or the query is invalid */
  checkQuery(index: string, query: RowsQuery<Row>): void {
    new RowIndexes(this.#rules, '').rangeOf(index, query)
  }

  /** Returns whether changes add rows to the result of a query, change them or remove them. */
  concerns({ id }: Generation, index: string, query: RowsQuery<Row>, changes: Iterable<RowChange>): boolean {
    const { lower, upper } = this.#rangeOf(id, index, query)
    const isInRange = (entry: string): boolean => entry >= lower && entry < upper
    for (const { before, after } of changes) {
      if (before?.entries.some(isInRange) || after?.entries.some(isInRange)) return true
    }
    return false
  }

  #rangeOf(id: string, index: string, query: RowsQuery<Row>): QueryRange {
    return new RowIndexes(this.#rules, id).rangeOf(index, query)
  }

  async #findAll(generation: Generation, range: QueryRange): Promise<Answer<readonly StoredRow[]>> {
    return isEmpty(range) ? { generation, result: [] } : this.#storage.range(generation.id, range)
  }

  /**
   * Reads rows that can have several entries. A row occurs at its first entry in the whole range, and not again in a later page. Reads in
   * steps, because the number of repeated rows is unknown.
   */
  async #findOnce(generation: Generation, range: QueryRange): Promise<Answer<readonly StoredRow[]>> {
    const { direction, limit } = range
    const found = new Map<string, StoredRow>()
    let first: Generation | undefined
    for (let rest = range; ; ) {
      const { generation: present, result } = await this.#findAll(generation, rest)
      if (!present) return { generation: present, result }
      first ??= present
      // Each step must read the same rows as the first one.
      if (present.revision !== first.revision) return this.#findOnce(generation, range)
      const seen = new Map<string, number>()
      let last = ''
      for (const row of result) {
        const occurrence = seen.get(row.key) ?? 0
        seen.set(row.key, occurrence + 1)
        last = entriesWithin(row.entries, rest, direction)[occurrence] ?? ''
        if (last === entriesWithin(row.entries, range.whole, direction)[0]) found.set(row.key, row)
        if (found.size === limit) break
      }
      if (limit === undefined || found.size === limit || result.length < limit) {
        return { generation: present, result: [...found.values()] }
      }
      rest = direction === 'forward' ? { ...rest, lower: `${last}\u0000` } : { ...rest, upper: last }
    }
  }

  /** Reads when there is a complete generation, and again if it was deleted during the read. */
  async #read<Result>(
    read: (generation: Generation) => Promise<Answer<Result>>,
  ): Promise<{ readonly generation: Generation; readonly result: Result }> {
    for (;;) {
      const { readable, status, error } = this.#follower
      if (status === 'closed') throw new StoreClosed()
      if (readable) {
        const { generation, result } = await read(readable)
        if (generation) return { generation, result }
        this.#follower.forget(readable)
      } else if (status === 'failed') throw error
      else await new Promise<void>((resolve) => this.#waiting.add(resolve))
    }
  }
}

function isEmpty({ lower, upper }: QueryRange): boolean {
  return lower >= upper
}

/** Returns the row for the caller. Unchecked: only handlers of the definition make rows. */
export function rowOf<Row>(stored: StoredRow | undefined): Row | undefined {
  return stored?.row as Row | undefined
}

/** Returns the entries of rows for the caller, as {@link rowOf}. */
export function entriesOf<Row>(rows: readonly StoredRow[]): readonly RowEntry<Row>[] {
  return rows.map(({ key, row }) => [key, row as Row])
}
