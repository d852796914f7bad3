/** Remembers that a log may have changed. All notifications during one read lead to one more read. */
export class PendingChanges {
  #lastPosition: number | undefined
  #onAdded = (): void => {}

  /**
   * Adds a change.
   *
   * @param lastPosition the least number of events in the log. Default `Infinity`: the number is unknown, so the reader must read the log
   */
  readonly add = (lastPosition: number = Infinity): void => {
    // Notifications can arrive late, twice or out of order.
    this.#lastPosition = Math.max(lastPosition, this.#lastPosition ?? 0)
    this.#onAdded()
  }

  /** Removes the pending change. @returns the greatest position added; `undefined`: nothing is pending */
  take(): number | undefined {
    const lastPosition = this.#lastPosition
    this.#lastPosition = undefined
    return lastPosition
  }

  /** Waits for a change and removes it. @returns as {@link PendingChanges.take} */
  async next(): Promise<number> {
    for (;;) {
      const lastPosition = this.take()
      if (lastPosition !== undefined) return lastPosition
      await new Promise<void>((resolve) => {
        this.#onAdded = resolve
      })
    }
  }
}
