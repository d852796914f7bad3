/** Where to go, given where the seek before leads. It may take a read of the log to know. */
export type Goal = (from: () => Promise<number>, isNewest: () => boolean) => Promise<number>

/** Goes there, as long as nothing newer is asked for. @returns whether it arrived */
export type Reach = (position: number, isNewest: () => boolean) => Promise<boolean>

/** One seek at a time, and of those that wait only the newest. */
export class Seeks {
  #newest: object | undefined
  /** Whoever was sent nowhere yet is at the end. */
  #goal: Promise<number> = Promise.resolve(Infinity)
  #turn: Promise<unknown> = Promise.resolve()
  #giveWay = (): void => {}

  get isIdle(): boolean {
    return this.#newest === undefined
  }

  /** Resolves when none is under way. */
  async settled(): Promise<void> {
    while (!this.isIdle) await this.#turn
  }

  /** The next seek counts from there. */
  stand(position: number): void {
    this.#goal = Promise.resolve(position)
  }

  /**
   * @param goal is told where the seek before leads, arrived or not: three steps in a row are three steps
   * @param isMove whether the next seek counts from where this one leads
   * @returns false: a newer one took its place
   */
  go(goal: Goal, reach: Reach, isMove = true): Promise<boolean> {
    const seek = {}
    this.#newest = seek
    this.#giveWay()
    const newer = new Promise<void>((resolve) => {
      this.#giveWay = resolve
    })
    const isNewest = (): boolean => this.#newest === seek
    const from = this.#goal
    const position = goal(() => from, isNewest)
    const leadsTo = position.catch(() => from)
    if (isMove) this.#goal = leadsTo
    const turn = this.#turn.then(async () => {
      // To know where to go may take a search of the log, which nobody behind it should wait for.
      const to = isNewest() ? await Promise.race([position, newer]) : undefined
      return to !== undefined && reach(to, isNewest)
    })
    this.#turn = turn
      .catch(() => {
        if (this.#goal === leadsTo) this.#goal = from
      })
      .then(() => {
        if (isNewest()) this.#newest = undefined
      })
    return turn
  }
}
