import { whenIdle } from '../log/breathe.ts'
import { inOneTab } from '../log/one-tab.ts'
import { endOf } from '../log/packed-events.ts'
import type { Connection } from './connection.ts'
import type { LogDatabase } from './indexeddb-schema.ts'
import { blockEnd, type Page, PageCutter } from './page.ts'
import { reading } from './reading.ts'

// Less is read quickly as it is.
const worthStarting = 4_096
const commitsAStep = 256

/** Packs small commits into pages, a block at a time, when the browser is idle and in one tab at a time. */
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

  /** There are no pages any more. */
  startAgain(): void {
    this.#packedUntil = 0
  }

  async #packAll(): Promise<void> {
    await whenIdle()
    this.#packedUntil = await this.#connection.use(packedUntil)
    while (blockEnd(this.#packedUntil + 1) <= this.#end) {
      await whenIdle()
      const { pages, until } = await this.#packBlock(this.#packedUntil + 1)
      await this.#connection.use((database) => save(database, pages, until))
      this.#packedUntil = until
    }
  }

  async #packBlock(start: number): Promise<{ pages: Page[]; until: number }> {
    const cutter = new PageCutter()
    const pages: Page[] = []
    const end = blockEnd(start)
    let next = start
    while (next <= end) {
      const range = IDBKeyRange.bound(next, end)
      const commits = await this.#connection.use((database) => reading(database, 'commits').getAll(range, commitsAStep))
      for (const commit of commits) {
        if (commit.position !== next) throw new Error('the log has a gap')
        const page = cutter.take(commit)
        if (page) pages.push(page)
        next = endOf(commit) + 1
      }
      if (commits.length === 0) throw new Error('the log ends early')
    }
    const last = cutter.end()
    return { pages: last ? [...pages, last] : pages, until: next - 1 }
  }
}

async function packedUntil(database: LogDatabase): Promise<number> {
  const progress = await reading(database, 'meta').get('pages')
  return progress && 'packedUntil' in progress ? progress.packedUntil : 0
}

async function save(database: LogDatabase, pages: readonly Page[], until: number): Promise<void> {
  const transaction = database.transaction(['pages', 'meta'], 'readwrite')
  const stored = pages.map((page) => transaction.objectStore('pages').put(page))
  const noted = transaction.objectStore('meta').put({ packedUntil: until }, 'pages')
  await Promise.all([...stored, noted, transaction.done])
}
