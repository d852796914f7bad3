import { inOneTab } from '../../platform/run-in-one-tab.ts'
import { whenIdle } from '../../platform/yield-to-main-thread.ts'
import type { Connection } from './connection.ts'
import { packLog } from './pack-log.ts'

// Reading fewer events without pages is fast.
const worthStarting = 4_096

/** Packs small commits into pages when there are many, in one tab at a time. */
export class Packing {
  readonly #connection: Connection
  readonly #lockName: string
  /** The end of the pages, as far as this tab knows. */
  #packedUntil = 0
  #end = 0
  #isUnderWay = false

  constructor(connection: Connection, lockName: string) {
    this.#connection = connection
    this.#lockName = lockName
  }

  /** Notes that there are commits up to a position. Cheap: packing begins only when there is much to pack. */
  reaches(position: number): void {
    this.#end = Math.max(this.#end, position)
    if (this.#isUnderWay || this.#end - this.#packedUntil < worthStarting) return
    this.#isUnderWay = true
    inOneTab(this.#lockName, () => this.#packAll())
      // Pages are derived, so a failure does not matter. The next replay begins packing again.
      .catch(() => {})
      .finally(() => {
        this.#isUnderWay = false
        // If another tab packs, or packing failed, the next attempt waits for as many new events.
        this.#packedUntil = Math.max(this.#packedUntil, this.#end)
      })
  }

  /** Starts again from position 0: the pages were dropped, or the log was replaced. */
  startAgain(): void {
    this.#packedUntil = 0
    this.#end = 0
  }

  async #packAll(): Promise<void> {
    await whenIdle()
    for await (const until of packLog(this.#connection, () => this.#end)) this.#packedUntil = until
  }
}
