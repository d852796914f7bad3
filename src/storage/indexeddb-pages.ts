import type { PageStorage } from '../log/log-storage.ts'
import { endOf } from '../log/packed-events.ts'
import type { Connection } from './connection.ts'
import type { LogDatabase } from './indexeddb-schema.ts'
import { Packing } from './packing.ts'
import type { Page } from './page.ts'

/** What there is in pages of a range of positions. */
type PagesFound = {
  /** Without gaps, the first of them holding the start of the range. */
  readonly pages: readonly Page[]
  /** If there are none: the first position behind the start that is in a page again. */
  readonly nextPage: number
}

/** Keeps pages of a log beside its commits. */
export class IndexedDBPages implements PageStorage {
  readonly #connection: Connection
  readonly #packing: Packing
  /** Of the database: another one once the log was replaced. */
  #version: number | undefined

  constructor(connection: Connection, logId: string) {
    this.#connection = connection
    this.#packing = new Packing(connection, `rewindable:${logId}:packing`)
  }

  async drop(): Promise<void> {
    await this.#connection.use(clearPages)
    this.#packing.startAgain()
  }

  /** Takes note of where the log goes to: when there is much to pack, packing begins. */
  reaches(position: number): void {
    this.#packing.reaches(position)
  }

  /** The pages that hold the start of a range, and those that follow without a gap. */
  async find(database: LogDatabase, from: number, to: number): Promise<PagesFound> {
    if (database.version !== this.#version) {
      this.#version = database.version
      this.#packing.startAgain()
    }
    this.#packing.reaches(to)
    const transaction = database.transaction(['pages', 'commits'])
    // How it ends is heard from its requests.
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
    // Their checksums are looked at by who reads them, but not before it is known what they are followed by.
    const arePlausible = pages.every(
      ({ count, lastCommit, position }) => Number.isSafeInteger(count) && count > 0 && lastCommit >= position,
    )
    // A log only ever loses its end: if the last commit is the one that was packed, so are all before it.
    const commit = last && arePlausible && (await transaction.objectStore('commits').get(last.lastCommit))
    if (last && commit && commit.id === last.id) return { pages, nextPage: Infinity }
    // Nobody waits for it: what is read now comes from the commits, and what is read next too.
    this.drop().catch(() => {})
    return { pages: [], nextPage: Infinity }
  }
}

/** Also notes that nothing is packed. */
export async function clearPages(database: LogDatabase): Promise<void> {
  const transaction = database.transaction(['pages', 'meta'], 'readwrite')
  const cleared = transaction.objectStore('pages').clear()
  const forgotten = transaction.objectStore('meta').delete('pages')
  await Promise.all([cleared, forgotten, transaction.done])
}
