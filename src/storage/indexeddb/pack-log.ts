import { whenIdle } from '../../platform/yield-to-main-thread.ts'
import type { Connection } from './connection.ts'
import { endOf } from './packed-events.ts'
import { blockEnd, fewestCommits, type Page, PageCutter } from './page.ts'
import { reading } from './reading.ts'
import type { LogDatabase, LogSchema } from './schema.ts'

const commitsAStep = 256
// This number of keys covers several blocks of large commits. One block of small commits needs almost as many keys.
const keysAStep = 64

/**
 * Packs small commits into pages, one block at a time, in idle time. Yields the position up to which the log is packed.
 *
 * @param logEnd returns the last position with a commit
 */
export async function* packLog(connection: Connection, logEnd: () => number): AsyncGenerator<number, void, undefined> {
  const version = await connection.use(async (database) => database.version)
  let notedUntil = await connection.use(lastPacked)
  let packedUntil = notedUntil
  yield packedUntil
  while (blockEnd(packedUntil + 1) <= logEnd()) {
    await whenIdle()
    const { start, isWorthIt, isLast } = await nextBlock(connection, packedUntil + 1, logEnd())
    packedUntil = start - 1
    if (isWorthIt) {
      const { pages, until } = await packBlock(connection, start)
      if (!(await connection.use((database) => save(database, version, pages, notedUntil, until)))) return
      notedUntil = packedUntil = until
    }
    yield packedUntil
    if (isLast) break
  }
  if (packedUntil > notedUntil) await connection.use((database) => save(database, version, [], notedUntil, packedUntil))
}

type NextBlock = { readonly start: number; readonly isWorthIt: boolean; readonly isLast: boolean }

/** Finds the next block worth packing. Reads only keys, so that it need not read large commits. */
async function nextBlock(connection: Connection, from: number, to: number): Promise<NextBlock> {
  const range = IDBKeyRange.bound(from, to)
  const positions = await connection.use((database) => reading(database, 'commits').getAllKeys(range, keysAStep))
  let start = from
  let commits = 0
  for (const position of positions) {
    if (blockEnd(position) > blockEnd(start)) {
      start = position
      commits = 0
    }
    commits += 1
    if (commits === fewestCommits) return { start, isWorthIt: blockEnd(start) <= to, isLast: false }
  }
  return { start, isWorthIt: false, isLast: positions.length < keysAStep }
}

async function packBlock(connection: Connection, start: number): Promise<{ pages: Page[]; until: number }> {
  const cutter = new PageCutter()
  const pages: Page[] = []
  const end = blockEnd(start)
  let next = start
  while (next <= end) {
    const range = IDBKeyRange.bound(next, end)
    const commits = await connection.use((database) => reading(database, 'commits').getAll(range, commitsAStep))
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

async function lastPacked(database: LogDatabase): Promise<number> {
  return endOfPages(await reading(database, 'meta').get('pages'))
}

function endOfPages(progress: LogSchema['meta']['value'] | undefined): number {
  return progress && 'packedUntil' in progress ? progress.packedUntil : 0
}

/**
 * Stores pages and the new end of the packed range.
 *
 * @param version the version of the database when the commits were read; another version means that the log was replaced
 * @param since the end of the packed range before these pages
 * @returns false: the log was replaced, or the earlier pages were dropped. Storing these pages would then leave a gap
 */
async function save(
  database: LogDatabase,
  version: number,
  pages: readonly Page[],
  since: number,
  until: number,
): Promise<boolean> {
  if (database.version !== version) return false
  const transaction = database.transaction(['pages', 'meta'], 'readwrite')
  if (endOfPages(await transaction.objectStore('meta').get('pages')) !== since) return false
  const stored = pages.map((page) => transaction.objectStore('pages').put(page))
  const noted = transaction.objectStore('meta').put({ packedUntil: until }, 'pages')
  await Promise.all([...stored, noted, transaction.done])
  return true
}
