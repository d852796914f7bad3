import { Breath, breathe } from '../log/breathe.ts'
import type { EventStore } from '../log/event-store.ts'
import { type EventQuery, isMatch } from './event-query.ts'
import { countUntil } from './time-curve.ts'

/** Where in the log the events are that a query means: found in steps between which the page paints and reacts. */
export class Matches {
  readonly query: EventQuery
  /** In order; more are added while it looks on. */
  readonly positions: number[] = []
  readonly #store: EventStore
  readonly #onChange: () => void
  readonly #stopped = new AbortController()
  #lookedUpTo = 0
  #isLooking = false

  constructor(store: EventStore, query: EventQuery, onChange: () => void) {
    this.#store = store
    this.query = query
    this.#onChange = onChange
  }

  /** Events up to this position were looked at. */
  get lookedUpTo(): number {
    return this.#lookedUpTo
  }

  /** Looks through the log as far as a position; what was looked through is not looked through again. */
  async lookUpTo(position: number): Promise<void> {
    if (this.#isLooking || position <= this.#lookedUpTo) return
    this.#isLooking = true
    const breath = new Breath()
    const { signal } = this.#stopped
    try {
      for await (const page of this.#store.readPages({ fromPosition: this.#lookedUpTo + 1, signal })) {
        for (const event of page) {
          if (isMatch(this.query, event)) this.positions.push(event.globalPosition)
          this.#lookedUpTo = event.globalPosition
          if (!breath.isDue) continue
          this.#onChange()
          await breath.take(breathe)
          if (signal.aborted) return
        }
      }
    } catch {
      // Aborted, or the log could not be read: the timeline tells that. What was found so far stays.
    } finally {
      this.#isLooking = false
    }
    if (!signal.aborted) this.#onChange()
  }

  stop(): void {
    this.#stopped.abort()
  }

  /** How many of them are at or before a position. */
  countUpTo(position: number): number {
    return countUntil(this.positions, (one) => one <= position)
  }

  /** The next one behind a position, or the one before it, round the end of the log. */
  from(position: number, direction: 1 | -1): number | undefined {
    const { positions } = this
    if (direction === 1) return positions[this.countUpTo(position)] ?? positions[0]
    return positions[countUntil(positions, (one) => one < position) - 1] ?? positions.at(-1)
  }
}
