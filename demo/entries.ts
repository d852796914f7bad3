import type { BankEvent } from '../examples/bank-account.ts'

/** An event and the amounts after it. */
export type Entry = {
  /** Id of the event. */
  readonly id: string
  readonly position: number
  readonly recordedAt: number
  readonly accountId: string
  readonly type: BankEvent['type']
  /** The change of the balance of its account. */
  readonly change: number
  /** The other account of a transfer. */
  readonly otherId?: string
  readonly note?: string
  /** Balance of the account after the event. */
  readonly balance: number
  /** Total of the whole bank after the event. */
  readonly total: number
}

/**
 * Entries in ascending order of their positions. Lists are immutable. A longer list shares the entries of the
 * previous one, so that a list of 100,000 grows without a copy.
 */
export class Entries implements Iterable<Entry> {
  static readonly none: Entries = new Entries([], 0)

  readonly length: number
  /** May be longer than this list, because newer lists append to this array. */
  readonly #shared: Entry[]

  private constructor(shared: Entry[], length: number) {
    this.#shared = shared
    this.length = length
    Object.freeze(this)
  }

  appended(entry: Entry): Entries {
    // All logs share the empty list. A second append to the same list needs a copy.
    const isFree = this.length > 0 && this.#shared.length === this.length
    const shared = isFree ? this.#shared : this.#shared.slice(0, this.length)
    shared.push(entry)
    return new Entries(shared, this.length + 1)
  }

  /** Returns the entry at an index. Negative indexes count from the newest. */
  at(index: number): Entry | undefined {
    const counted = index < 0 ? this.length + index : index
    return counted < this.length ? this.#shared[counted] : undefined
  }

  slice(start: number, end: number): Entry[] {
    return this.#shared.slice(start, Math.min(end, this.length))
  }

  /** Returns the number of entries at the beginning that pass a test, by binary search. */
  countUntil(passes: (entry: Entry) => boolean): number {
    let low = 0
    let high = this.length
    while (low < high) {
      const middle = (low + high) >> 1
      const entry = this.#shared[middle]
      if (entry && passes(entry)) low = middle + 1
      else high = middle
    }
    return low
  }

  /** Returns the last entry at the beginning that passes a test. */
  lastUntil(passes: (entry: Entry) => boolean): Entry | undefined {
    return this.#shared[this.countUntil(passes) - 1]
  }

  /** Returns the number of entries up to a position. */
  countUpTo(position: number): number {
    return this.countUntil((entry) => entry.position <= position)
  }

  /** Returns the last entry up to a position. */
  lastUpTo(position: number): Entry | undefined {
    return this.lastUntil((entry) => entry.position <= position)
  }

  *[Symbol.iterator](): Iterator<Entry> {
    for (let index = 0; index < this.length; index += 1) {
      const entry = this.#shared[index]
      if (entry) yield entry
    }
  }
}
