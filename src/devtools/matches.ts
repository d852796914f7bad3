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
  #waiting: (() => void)[] = []

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
      for await (const page of this.#store.readBatches({ fromPosition: this.#lookedUpTo + 1, signal })) {
        for (const event of page) {
          if (isMatch(this.query, event)) this.positions.push(event.globalPosition)
          this.#lookedUpTo = event.globalPosition
          if (!breath.isDue) continue
          this.#found()
          await breath.take(breathe)
          if (signal.aborted) return
        }
      }
    } catch {
      // Aborted, or the log could not be read: the timeline tells that. What was found so far stays.
    } finally {
      this.#isLooking = false
    }
    if (!signal.aborted) this.#found()
  }

  stop(): void {
    this.#stopped.abort()
  }

  /** How many of them are at or before a position. */
  countUpTo(position: number): number {
    return countUntil(this.positions, (one) => one <= position)
  }

  /**
   * The next one behind a position, or the one before it, round the end of the log. Where that depends on what was not looked
   * at yet, it is told when it was; never, when it is stopped before.
   */
  async from(position: number, direction: 1 | -1): Promise<number | undefined> {
    for (;;) {
      const { positions } = this
      const before = countUntil(positions, (one) => one < position)
      const found = positions[direction === 1 ? this.countUpTo(position) : before - 1]
      const isKnown = found !== undefined && (direction === 1 || this.#lookedUpTo >= position - 1)
      if (isKnown || !this.#isLooking) return found ?? positions.at(direction === 1 ? 0 : -1)
      await new Promise<void>((resolve) => this.#waiting.push(resolve))
    }
  }

  #found(): void {
    this.#onChange()
    for (const goOn of this.#waiting.splice(0)) goOn()
  }
}
