import { whenIdle } from '../log/breathe.ts'
import { endOf } from '../log/packed-events.ts'
import type { Connection } from './connection.ts'
import type { LogDatabase } from './indexeddb-schema.ts'
import { blockEnd, type Page, PageCutter } from './page.ts'
import { reading } from './reading.ts'

const commitsAStep = 256

/**
 * Packs small commits into pages, a block at a time, when the browser is idle. Yields up to where the log is packed.
 *
 * @param logEnd up to where there are commits, at the moment it is asked
 */
export async function* packLog(connection: Connection, logEnd: () => number): AsyncGenerator<number, void, undefined> {
  let packedUntil = await connection.use(lastPacked)
  yield packedUntil
  while (blockEnd(packedUntil + 1) <= logEnd()) {
    await whenIdle()
    const { pages, until } = await packBlock(connection, packedUntil + 1)
    await connection.use((database) => save(database, pages, until))
    packedUntil = until
    yield packedUntil
  }
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
  const progress = await reading(database, 'meta').get('pages')
  return progress && 'packedUntil' in progress ? progress.packedUntil : 0
}

async function save(database: LogDatabase, pages: readonly Page[], until: number): Promise<void> {
  const transaction = database.transaction(['pages', 'meta'], 'readwrite')
  const stored = pages.map((page) => transaction.objectStore('pages').put(page))
  const noted = transaction.objectStore('meta').put({ packedUntil: until }, 'pages')
  await Promise.all([...stored, noted, transaction.done])
}
