import { clearPages } from './clear-pages.ts'
import type { Connection } from './connection.ts'
import { packLog } from './pack-log.ts'
import { endOf } from './packed-events.ts'
import { Packing } from './packing.ts'
import type { Page } from './page.ts'
import type { LogDatabase } from './schema.ts'
import { StreamPages } from './stream-pages.ts'

/** The pages in a range of positions. */
type PagesFound = {
  /** Adjacent pages. The first holds the start of the range. */
  readonly pages: readonly Page[]
  /** Without such pages: the first position after the start that is in a page. */
  readonly nextPage: number
}

/** Stores pages of a log beside its commits. */
export class Pages {
  readonly #connection: Connection
  readonly #packing: Packing
  readonly streams: StreamPages
  /** Version of the database, which changes when the log is replaced. */
  #version: number | undefined

  constructor(connection: Connection, logId: string) {
    this.#connection = connection
    const lockName = `rewindable:${logId}:packing`
    this.#packing = new Packing((logEnd) => packLog(connection, logEnd), { worthStarting: 4_096, lockName })
    this.streams = new StreamPages(connection, `${lockName}-streams`)
  }

  /** False after a damaged page was found, until all pages are dropped. While false, reads use only the commits. */
  areSound = true

  /** Drops all pages after the decoding of one page failed. The commits stay. */
  readonly dropDamaged = (): void => {
    this.areSound = false
    this.drop().then(
      () => {
        this.areSound = true
      },
      () => {},
    )
  }

  async drop(): Promise<void> {
    await this.#connection.use(clearPages)
    this.#startAgain()
  }

  /** Records the end of the log in a database. Starts packing if enough events are not packed. */
  reaches({ version }: { readonly version: number }, position: number): void {
    if (version !== this.#version) {
      this.#version = version
      this.#startAgain()
    }
    this.#packing.reaches(position)
  }

  #startAgain(): void {
    this.#packing.startAgain()
    this.streams.startAgain()
  }

  /** Finds the page that holds the start of a range, and the pages that follow without a gap. */
  async find(database: LogDatabase, from: number, to: number): Promise<PagesFound> {
    this.reaches(database, to)
    const transaction = database.transaction(['pages', 'commits'])
    // The requests report a failure.
    transaction.done.catch(() => {})
    const store = transaction.objectStore('pages')
    const found = await store.getAll(IDBKeyRange.bound(from, to))
    if (found[0]?.position !== from) {
      const before = await store.openCursor(IDBKeyRange.upperBound(from), 'prev')
      if (!before || endOf(before.value) < from) return { pages: [], nextPage: found[0]?.position ?? Infinity }
      found.unshift(before.value)
    }
    const gap = found.findIndex((page, index) => index > 0 && page.position !== endOf(found[index - 1] ?? page) + 1)
    const pages = gap === -1 ? found : found.slice(0, gap)
    const last = pages.at(-1)
    // Checksums are checked only when a page is decoded. Before that, the count already determines the size of the next read.
    const arePlausible = pages.every(
      ({ count, lastCommit, position }) => Number.isSafeInteger(count) && count > 0 && lastCommit >= position,
    )
    // A rewound log loses only its end. If the last commit is the packed commit, all earlier commits are the packed commits too.
    const commit = last && arePlausible && (await transaction.objectStore('commits').get(last.lastCommit))
    if (last && commit && commit.id === last.id) return { pages, nextPage: Infinity }
    // The call is not awaited, because this read and the next read use the commits.
    this.drop().catch(() => {})
    return { pages: [], nextPage: Infinity }
  }
}
