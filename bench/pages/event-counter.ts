import { check } from './check.ts'

/** Counts events that a follower receives, and checks that each arrives once and in order. */
export class EventCounter {
  #last: number
  #isInOrder = true
  #onNext: () => void = () => {}

  /** @param last the position before the first event */
  constructor(last: number) {
    this.#last = last
  }

  next(position: number): void {
    this.#isInOrder &&= position === this.#last + 1
    this.#last = position
    this.#onNext()
  }

  /** @throws if an event was missing, repeated or out of order */
  async reached(position: number): Promise<void> {
    while (this.#last < position) {
      await new Promise<void>((resolve) => {
        this.#onNext = resolve
      })
    }
    check('each event arrived once and in order', this.#isInOrder, true)
  }
}
