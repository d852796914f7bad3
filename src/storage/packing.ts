import { whenIdle } from '../log/breathe.ts'
import { inOneTab } from '../log/one-tab.ts'
import type { Connection } from './connection.ts'
import { packLog } from './pack-log.ts'

// Less is read quickly as it is.
const worthStarting = 4_096

/** Has small commits packed into pages when there are many, in one tab at a time. */
export class Packing {
  readonly #connection: Connection
  readonly #lockName: string
  /** Up to where there are pages, as far as this tab knows. */
  #packedUntil = 0
  #end = 0
  #isUnderWay = false

  constructor(connection: Connection, lockName: string) {
    this.#connection = connection
    this.#lockName = lockName
  }

  /** There are commits up to here. Called often: it only begins when there is much to do. */
  reaches(position: number): void {
    this.#end = Math.max(this.#end, position)
    if (this.#isUnderWay || this.#end - this.#packedUntil < worthStarting) return
    this.#isUnderWay = true
    inOneTab(this.#lockName, () => this.#packAll())
      // What is derived must not disturb: the next replay finds that there is something to do.
      .catch(() => {})
      .finally(() => {
        this.#isUnderWay = false
        // Another tab is at it, or something failed: not again before there is that much more.
        this.#packedUntil = Math.max(this.#packedUntil, this.#end)
      })
  }

  /** There are no pages any more, and the log may be another one. */
  startAgain(): void {
    this.#packedUntil = 0
    this.#end = 0
  }

  async #packAll(): Promise<void> {
    await whenIdle()
    for await (const until of packLog(this.#connection, () => this.#end)) this.#packedUntil = until
  }
}
