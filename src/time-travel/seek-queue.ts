import { SerialQueue } from '../log/serial-queue.ts'

/** Returns the position to go to. It can use the position that the seek before leads to. */
export type Goal = (from: () => Promise<number>, isNewest: () => boolean) => Promise<number>

/** Goes to a position, unless a newer seek begins. @returns whether it arrived */
export type Reach = (position: number, isNewest: () => boolean) => Promise<boolean>

/** Runs one seek at a time. Of the seeks that wait, only the newest one runs. */
export class SeekQueue {
  readonly #queue = new SerialQueue()
  #newest: object | undefined
  /** Before the first seek: the end of the log. */
  #goal: Promise<number> = Promise.resolve(Infinity)
  #onNewer = (): void => {}

  get isIdle(): boolean {
    return this.#newest === undefined
  }

  /** Resolves when no seek is left to run. */
  async settled(): Promise<void> {
    while (!this.isIdle) await this.#queue.settled
  }

  /** The next seek counts from this position. */
  countFrom(position: number): void {
    this.#goal = Promise.resolve(position)
  }

  /**
   * Seeks.
   *
   * @param goal counts from where the seek before leads, whether it arrived or not: three steps in a row are three steps
   * @param isMove whether the next seek counts from where this one leads
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
        // The goal may need a search of the log. A newer seek does not wait for it.
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
