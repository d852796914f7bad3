import type { Connection } from './connection.ts'
import { endOf } from './packed-events.ts'
import { Packing } from './packing.ts'
import type { Page } from './page.ts'
import type { LogDatabase } from './schema.ts'

/** The pages in a range of positions. */
type PagesFound = {
  /** Without gaps, the first of them holding the start of the range. */
  readonly pages: readonly Page[]
  /** If there are none: the first position behind the start that is in a page again. */
  readonly nextPage: number
}

/** Keeps pages of a log beside its commits. */
export class Pages {
  readonly #connection: Connection
  readonly #packing: Packing
  /** Version of the database: it changes when the log is replaced. */
  #version: number | undefined

  constructor(connection: Connection, logId: string) {
    this.#connection = connection
    this.#packing = new Packing(connection, `rewindable:${logId}:packing`)
  }

  /** False from the moment when a page proved damaged until all were dropped: the commits answer then. */
  areSound = true

  /** Drops all pages, because one cannot be decoded. The log itself is unharmed. */
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
    this.#packing.startAgain()
  }

  /** Notes the end of the log. Packing begins when there is much to pack. */
  reaches(position: number): void {
    this.#packing.reaches(position)
  }

  /** Finds the page that holds the start of a range, and the pages that follow without a gap. */
  async find(database: LogDatabase, from: number, to: number): Promise<PagesFound> {
    if (database.version !== this.#version) {
      this.#version = database.version
      this.#packing.startAgain()
    }
    this.#packing.reaches(to)
    const transaction = database.transaction(['pages', 'commits'])
    // Its requests report a failure.
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
    // Checksums are compared when a page is decoded. That is after the next read was sized by its count.
    const arePlausible = pages.every(
      ({ count, lastCommit, position }) => Number.isSafeInteger(count) && count > 0 && lastCommit >= position,
    )
    // A log only ever loses its end: if the last commit is the one that was packed, so are all before it.
    const commit = last && arePlausible && (await transaction.objectStore('commits').get(last.lastCommit))
    if (last && commit && commit.id === last.id) return { pages, nextPage: Infinity }
    // Not awaited: this read and the next one use the commits.
    this.drop().catch(() => {})
    return { pages: [], nextPage: Infinity }
  }
}

/** Deletes all pages, and the note of how far the log is packed. */
export async function clearPages(database: LogDatabase): Promise<void> {
  const transaction = database.transaction(['pages', 'meta'], 'readwrite')
  const cleared = transaction.objectStore('pages').clear()
  const forgotten = transaction.objectStore('meta').delete('pages')
  await Promise.all([cleared, forgotten, transaction.done])
}
