import { inOneTab } from '../../platform/run-in-one-tab.ts'
import { whenIdle } from '../../platform/yield-to-main-thread.ts'
import type { Connection } from './connection.ts'
import { packLog } from './pack-log.ts'

// Fewer events are read fast without pages.
const worthStarting = 4_096

/** Packs small commits into pages when there are many small commits, in one tab at a time. */
export class Packing {
  readonly #connection: Connection
  readonly #lockName: string
  /** The last known end of the packed range. */
  #packedUntil = 0
  #end = 0
  #isUnderWay = false

  constructor(connection: Connection, lockName: string) {
    this.#connection = connection
    this.#lockName = lockName
  }

  /** Records that there are commits up to a position. Starts packing if enough events are not packed. */
  reaches(position: number): void {
    this.#end = Math.max(this.#end, position)
    if (this.#isUnderWay || this.#end - this.#packedUntil < worthStarting) return
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
    for await (const until of packLog(this.#connection, () => this.#end)) this.#packedUntil = until
  }
}
