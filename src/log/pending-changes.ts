/** Remembers that a log may have changed. All notifications that arrive during one read lead to one more read. */
export class PendingChanges {
  #lastPosition: number | undefined
  #onAdded = (): void => {}

  /** @param lastPosition the log has at least so many events. Default `Infinity`: the reader must ask the log */
  readonly add = (lastPosition: number = Infinity): void => {
    // Notifications arrive late, twice or in another order.
    this.#lastPosition = Math.max(lastPosition, this.#lastPosition ?? 0)
    this.#onAdded()
  }

  /** Removes the pending change. @returns the greatest position added; none: nothing is pending */
  take(): number | undefined {
    const lastPosition = this.#lastPosition
    this.#lastPosition = undefined
    return lastPosition
  }

  /** Waits for a change and removes it. */
  async next(): Promise<void> {
    while (this.take() === undefined) {
      await new Promise<void>((resolve) => {
        this.#onAdded = resolve
      })
    }
  }
}
