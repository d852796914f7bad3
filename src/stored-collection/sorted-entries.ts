import type { EntryRange } from './row-storage.ts'

/** The entries of indexes in memory, with the key of the row of each entry. Entries are sorted when they are read. */
export class SortedEntries {
  readonly #keys = new Map<string, string>()
  /** All entries in their order; `undefined`: an entry was added since the last sort. Deleted entries may remain. */
  #sorted: readonly string[] | undefined = []

  set(entry: string, key: string): void {
    if (!this.#keys.has(entry)) this.#sorted = undefined
    this.#keys.set(entry, key)
  }

  delete(entry: string): void {
    this.#keys.delete(entry)
  }

  /** Returns the keys of the rows of a range of entries, in the order of the entries. */
  keysIn({ lower, upper, direction, limit = Infinity }: EntryRange): string[] {
    this.#sorted ??= [...this.#keys.keys()].sort()
    const [from, to] = [this.#indexOf(lower), this.#indexOf(upper)]
    const found: string[] = []
    for (let step = 0; step < to - from && found.length < limit; step += 1) {
      const key = this.#keys.get(this.#sorted[direction === 'forward' ? from + step : to - 1 - step] ?? '')
      if (key !== undefined) found.push(key)
    }
    return found
  }

  /** Returns the number of entries before a bound. */
  #indexOf(bound: string): number {
    const sorted = this.#sorted ?? []
    let [low, high] = [0, sorted.length]
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((sorted[middle] ?? '') < bound) low = middle + 1
      else high = middle
    }
    return low
  }
}
