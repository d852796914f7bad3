import type { BankEvent } from '../examples/bank-account.ts'

/** One event, with what it left behind. */
export type Entry = {
  /** Id of the event. */
  readonly id: string
  readonly position: number
  readonly recordedAt: number
  readonly accountId: string
  readonly type: BankEvent['type']
  /** What it did to the balance of its account. */
  readonly change: number
  /** The other side of a transfer. */
  readonly otherId?: string
  readonly note?: string
  /** Balance of the account after the event. */
  readonly balance: number
  /** Money of the whole bank after the event. */
  readonly total: number
}

/**
 * Entries in the order of their positions, oldest first. A list never changes: what is appended makes the next one, which shares
 * all that came before, so a list of 100,000 grows by one without being copied.
 */
export class Entries implements Iterable<Entry> {
  static readonly none: Entries = new Entries([], 0)

  readonly length: number
  /** Lists that grew out of this one may have added to it, beyond the length. */
  readonly #shared: Entry[]

  private constructor(shared: Entry[], length: number) {
    this.#shared = shared
    this.length = length
    Object.freeze(this)
  }

  appended(entry: Entry): Entries {
    // The first list is everybody's, and from a list that went on already another way leads through a copy.
    const isFree = this.length > 0 && this.#shared.length === this.length
    const shared = isFree ? this.#shared : this.#shared.slice(0, this.length)
    shared.push(entry)
    return new Entries(shared, this.length + 1)
  }

  /** Counted from the oldest, or from the newest if negative. */
  at(index: number): Entry | undefined {
    const counted = index < 0 ? this.length + index : index
    return counted < this.length ? this.#shared[counted] : undefined
  }

  slice(start: number, end: number): Entry[] {
    return this.#shared.slice(start, Math.min(end, this.length))
  }

  /** How many from the first on pass a test that, once failed, all later ones fail too. */
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

  /** The last one that passes such a test. */
  lastUntil(passes: (entry: Entry) => boolean): Entry | undefined {
    return this.#shared[this.countUntil(passes) - 1]
  }

  /** How many had happened as of a position. */
  countUpTo(position: number): number {
    return this.countUntil((entry) => entry.position <= position)
  }

  /** The last one at or before a position. */
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
