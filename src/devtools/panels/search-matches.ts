import type { EventStore } from '../../log/event-store.ts'
import { TimeSlice } from '../../platform/yield-to-main-thread.ts'
import { partitionPoint } from '../partition-point.ts'
import { type EventQuery, isMatch } from './event-query.ts'

/** Collects the positions of the events that match a query. Yields to the main thread between batches. */
export class SearchMatches {
  readonly query: EventQuery
  /** In ascending order. Grows while the search runs. */
  readonly positions: number[] = []
  readonly #store: EventStore
  readonly #onChange: () => void
  readonly #stopped = new AbortController()
  #searchedUpTo = 0
  #isSearching = false
  #resolvers: (() => void)[] = []

  constructor(store: EventStore, query: EventQuery, onChange: () => void) {
    this.#store = store
    this.query = query
    this.#onChange = onChange
  }

  /** The position up to which events were compared with the query. */
  get searchedUpTo(): number {
    return this.#searchedUpTo
  }

  /** Searches the log up to a position, starting after the events that were searched before. */
  async searchUpTo(position: number): Promise<void> {
    if (this.#isSearching || position <= this.#searchedUpTo) return
    this.#isSearching = true
    const slice = new TimeSlice()
    const { signal } = this.#stopped
    try {
      for await (const page of this.#store.readBatches({ fromPosition: this.#searchedUpTo + 1, signal })) {
        for (const event of page) {
          if (isMatch(this.query, event)) this.positions.push(event.globalPosition)
          this.#searchedUpTo = event.globalPosition
          if (!slice.isOver) continue
          this.#notify()
          await slice.renew()
          if (signal.aborted) return
        }
      }
    } catch {
      // The search was aborted, or the read failed. The timeline reports failed reads. The matches found so far are kept.
    } finally {
      this.#isSearching = false
    }
    if (!signal.aborted) this.#notify()
  }

  stop(): void {
    this.#stopped.abort()
  }

  /** Returns the number of matches up to a position. */
  countUpTo(position: number): number {
    return partitionPoint(this.positions, (one) => one <= position)
  }

  /**
   * Returns the next or the previous match, wrapping around at the end of the log. Waits for the search if the result
   * depends on the search. If the search stops first, the promise stays pending.
   */
  async from(position: number, direction: 1 | -1): Promise<number | undefined> {
    for (;;) {
      const { positions } = this
      const before = partitionPoint(positions, (one) => one < position)
      const found = positions[direction === 1 ? this.countUpTo(position) : before - 1]
      const isKnown = found !== undefined && (direction === 1 || this.#searchedUpTo >= position - 1)
      if (isKnown || !this.#isSearching) return found ?? positions.at(direction === 1 ? 0 : -1)
      await new Promise<void>((resolve) => this.#resolvers.push(resolve))
    }
  }

  #notify(): void {
    this.#onChange()
    for (const goOn of this.#resolvers.splice(0)) goOn()
  }
}
