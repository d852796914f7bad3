import { inOneTab } from '../../platform/run-in-one-tab.ts'
import { whenIdle } from '../../platform/yield-to-main-thread.ts'

/** Background work that makes pages of the log. Yields the position up to which the log is packed. */
export type Packer = (logEnd: () => number) => AsyncGenerator<number, void, undefined>

/** Packs the log into pages when enough events are not packed, in one tab at a time. */
export class Packing {
  readonly #pack: Packer
  /** The number of events without a page for which packing starts. Fewer events are read fast without pages. */
  readonly #worthStarting: number
  readonly #lockName: string
  /** The last known end of the packed range. */
  #packedUntil = 0
  #end = 0
  #isUnderWay = false

  constructor(pack: Packer, { worthStarting, lockName }: { worthStarting: number; lockName: string }) {
    this.#pack = pack
    this.#worthStarting = worthStarting
    this.#lockName = lockName
  }

  /** Records that there are commits up to a position. Starts packing if enough events are not packed. */
  reaches(position: number): void {
    this.#end = Math.max(this.#end, position)
    if (this.#isUnderWay || this.#end - this.#packedUntil < this.#worthStarting) return
    this.#isUnderWay = true
    inOneTab(this.#lockName, () => this.#packAll())
      // Pages are derived, so a failure does not matter. The next replay restarts packing.
      .catch(() => {})
      .finally(() => {
        this.#isUnderWay = false
        // If another tab packs, or packing failed, the next attempt waits for the same number of new events.
        this.#packedUntil = Math.max(this.#packedUntil, this.#end)
      })
  }

  /** Starts again from position 0, after the pages were dropped or the log was replaced. */
  startAgain(): void {
    this.#packedUntil = 0
    this.#end = 0
  }

  async #packAll(): Promise<void> {
    await whenIdle()
    for await (const until of this.#pack(() => this.#end)) this.#packedUntil = until
  }
}
