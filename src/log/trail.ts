import type { RecordedEvent } from './domain-event.ts'

// A log that goes back loses the last moments before a crash. If it is more than this, all is news again.
const leastKept = 1_000

/**
 * What a follower has read last. A log can go back (a loss of power, a restored profile) and grow anew: each reading begins with
 * the last event of the one before it, and if that is another one now, with the oldest that is remembered, to find where the two
 * pasts part.
 */
export class Trail {
  #first: number
  /** Of the events read last, without gaps. */
  #ids: string[] = []
  /** Position of the first of them. */
  #oldest: number
  #start: number
  #isParted = false
  #lastPosition = 0
  #historyId: string

  /** @param historyId of the events that the position is one of */
  constructor(fromPosition: number, historyId: string) {
    this.#first = this.#oldest = this.#start = fromPosition
    this.#historyId = historyId
  }

  get historyId(): string {
    return this.#historyId
  }

  /**
   * The log was replaced by so many events, and others may have been appended before this was noticed: the log is longer then, but
   * none of those was delivered.
   */
  replaced(restoredEvents: number): void {
    this.#goBack(restoredEvents)
  }

  /** @returns where to begin reading, now that the log ends here and has the events of this history */
  begin(lastPosition: number, historyId: string): number {
    // The last event can be the same one although others were replaced.
    if (this.#historyId !== historyId) this.#isParted = true
    this.#historyId = historyId
    if (lastPosition < this.#lastPosition) this.#goBack(lastPosition)
    this.#lastPosition = lastPosition
    this.#start = this.#isParted ? this.#oldest : this.#oldest + Math.max(0, this.#ids.length - 1)
    this.#isParted = false
    return this.#start
  }

  /** @returns whether it is news; undefined: the pasts parted before it, begin again */
  take({ globalPosition, id }: RecordedEvent): boolean | undefined {
    const index = globalPosition - this.#oldest
    const known = this.#ids[index]
    if (known === id) return false
    if (known !== undefined && globalPosition === this.#start) {
      if (index === 0) this.#startOver()
      else this.#isParted = true
      return undefined
    }
    this.#ids.length = index
    if (this.#ids.push(id) > 2 * leastKept) {
      this.#ids.splice(0, leastKept)
      this.#oldest += leastKept
    }
    return true
  }

  #goBack(lastPosition: number): void {
    // If the log ends before the first position to deliver, the next event to append is the first one.
    this.#first = Math.min(this.#first, lastPosition + 1)
    if (this.#ids.length === 0) this.#oldest = this.#first
    else if (lastPosition < this.#oldest) this.#startOver()
    else this.#ids.length = Math.min(this.#ids.length, lastPosition - this.#oldest + 1)
  }

  #startOver(): void {
    this.#ids = []
    this.#oldest = this.#first
  }
}
