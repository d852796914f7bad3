import { SerialQueue } from '../log/serial-queue.ts'

/** Returns the position to seek. `from` returns the goal of the previous seek. */
export type Goal = (from: () => Promise<number>, isNewest: () => boolean) => Promise<number>

/** Goes to a position, unless a newer seek begins. @returns whether it reached the position */
export type Reach = (position: number, isNewest: () => boolean) => Promise<boolean>

/** Runs one seek at a time. Of the pending seeks, only the newest runs. */
export class SeekQueue {
  readonly #queue = new SerialQueue()
  #newest: object | undefined
  /** The position that the next seek counts from. Before the first seek: the end of the log. */
  #goal: Promise<number> = Promise.resolve(Infinity)
  #onNewer = (): void => {}

  get isIdle(): boolean {
    return this.#newest === undefined
  }

  /** Resolves when no seek is pending. */
  async settled(): Promise<void> {
    while (!this.isIdle) await this.#queue.settled
  }

  /** Sets the position that the next seek counts from. */
  countFrom(position: number): void {
    this.#goal = Promise.resolve(position)
  }

  /**
   * Adds a seek, which replaces the pending ones.
   *
   * @param goal counts from the goal of the previous seek, even if that seek did not reach it: three quick steps move by three
   * @param isMove whether the next seek counts from the goal of this one
   * @returns false: a newer seek replaced it
   */
  go(goal: Goal, reach: Reach, isMove = true): Promise<boolean> {
    const seek = {}
    this.#newest = seek
    this.#onNewer()
    const newer = new Promise<void>((resolve) => {
      this.#onNewer = resolve
    })
    const isNewest = (): boolean => this.#newest === seek
    const from = this.#goal
    const position = goal(() => from, isNewest)
    const leadsTo = position.catch(() => from)
    if (isMove) this.#goal = leadsTo
    return this.#queue.run(async () => {
      try {
        // The goal may need a search of the log. A newer seek does not wait for the search.
        const to = isNewest() ? await Promise.race([position, newer]) : undefined
        return to !== undefined && (await reach(to, isNewest))
      } catch (error) {
        if (this.#goal === leadsTo) this.#goal = from
        throw error
      } finally {
        if (isNewest()) this.#newest = undefined
      }
    })
  }
}
