import { unwrap } from 'idb'
import { letNodeExit } from '../../platform/let-node-exit.ts'
import { TimeSlice, whenIdle } from '../../platform/yield-to-main-thread.ts'
import { clearPages } from './clear-pages.ts'
import type { CommitRecord } from './commit-record.ts'
import type { Connection } from './connection.ts'
import { isMixed, StreamCollector } from './mixed-records.ts'
import { endOf } from './packed-events.ts'
import { reading } from './reading.ts'
import type { LogDatabase, LogSchema, StreamProgress } from './schema.ts'
import type { StreamPage } from './stream-page.ts'

const keysAStep = 512
const recordsAStep = 16
// Reads of streams wait for the transaction that stores pages.
const pagesAStep = 128
// The text whose events are in memory at the same time. The more text, the more events of a stream are in one page.
const largestPass = 8 * 1024 * 1024

// During a burst of appends, the page is idle while it waits for the database. Packing would then slow down the appends.
const quietTime = 200
// If appends never stop, packing starts after this number of events.
const mostWaiting = 16_384

const nothing: StreamProgress = { packedUntil: 0, lastCommit: 0, id: '' }

/**
 * Copies the events of mixed records into pages of single streams, in idle time. Yields the position up to which the log is packed.
 *
 * @param logEnd returns the last position with a commit
 */
export async function* packStreams(
  connection: Connection,
  logEnd: () => number,
): AsyncGenerator<number, void, undefined> {
  const version = await connection.use(async (database) => database.version)
  let progress = await connection.use(soundProgress)
  yield progress.packedUntil
  while (progress.packedUntil < logEnd()) {
    await whenQuiet(logEnd, progress.packedUntil)
    const { collector, last } = await collect(connection, progress.packedUntil + 1, logEnd())
    if (!last) return
    const next = { packedUntil: endOf(last), lastCommit: last.position, id: last.id }
    if (!(await saveAll(connection, version, collector.pages(last), { since: progress, next }))) return
    progress = next
    yield progress.packedUntil
  }
}

/** Resolves when the page is idle and the last mixed record is old enough. */
async function whenQuiet(logEnd: () => number, packedUntil: number): Promise<void> {
  for (let end: number | undefined; end !== logEnd() && logEnd() - packedUntil < mostWaiting; ) {
    end = logEnd()
    await new Promise<void>((resolve) => {
      letNodeExit(setTimeout(resolve, quietTime))
    })
  }
  await whenIdle()
}

/** Returns the stored progress. If the log was rewound, deletes all pages, because they hold events that are no longer in the log. */
async function soundProgress(database: LogDatabase): Promise<StreamProgress> {
  const progress = progressOf(await reading(database, 'meta').get('streams'))
  if (progress === nothing) return nothing
  const commit = await reading(database, 'commits').get(progress.lastCommit)
  if (commit?.id === progress.id) return progress
  await clearPages(database)
  return nothing
}

function progressOf(stored: LogSchema['meta']['value'] | undefined): StreamProgress {
  return stored && 'lastCommit' in stored ? stored : nothing
}

/** Collects the next mixed records. @returns the last record that was passed, mixed or not */
async function collect(
  connection: Connection,
  from: number,
  to: number,
): Promise<{ collector: StreamCollector; last: CommitRecord | undefined }> {
  const collector = new StreamCollector()
  const slice = new TimeSlice()
  let last: CommitRecord | undefined
  for (let next = from; next <= to && collector.size < largestPass; next = last ? endOf(last) + 1 : Infinity) {
    const range = IDBKeyRange.bound(next, to)
    const keys = await connection.use((database) => reading(database, 'commits').getAllKeys(range, keysAStep))
    // A record that ends before the next position has one event, so it need not be read.
    const several = keys.filter((key, index) => keys[index + 1] !== key + 1).slice(0, recordsAStep)
    const records = await connection.use((database) => {
      const commits = reading(database, 'commits')
      return Promise.all(several.map((key) => commits.get(key)))
    })
    if (several.length === 0) break
    for (const record of records) {
      if (slice.isOver) await slice.renew(whenIdle)
      if (record && isMixed(record)) collector.take(record)
      last = record
    }
  }
  return { collector, last }
}

type Step = { readonly since: StreamProgress; readonly next: StreamProgress }

/** Stores pages, and then the progress. @returns false: stop packing, because the log was replaced or the earlier pages were dropped */
async function saveAll(
  connection: Connection,
  version: number,
  pages: Iterable<StreamPage[]>,
  step: Step,
): Promise<boolean> {
  const slice = new TimeSlice()
  let waiting: StreamPage[] = []
  for (const ofStream of pages) {
    waiting.push(...ofStream)
    if (slice.isOver) await slice.renew(whenIdle)
    if (waiting.length < pagesAStep) continue
    const full = waiting
    waiting = []
    if (!(await connection.use((database) => storePages(database, version, full, { since: step.since })))) return false
  }
  return connection.use((database) => storePages(database, version, waiting, step))
}

async function storePages(
  database: LogDatabase,
  version: number,
  pages: readonly StreamPage[],
  { since, next }: Pick<Step, 'since'> & Partial<Step>,
): Promise<boolean> {
  if (database.version !== version) return false
  const transaction = database.transaction(['pages', 'meta'], 'readwrite')
  // The requests report a failure.
  transaction.done.catch(() => {})
  const meta = transaction.objectStore('meta')
  if (progressOf(await meta.get('streams')).packedUntil !== since.packedUntil) return false
  const store = unwrap(transaction).objectStore('pages')
  // Requests are not awaited. If one fails, the transaction fails.
  for (const page of pages) store.put(page)
  await Promise.all([next && meta.put(next, 'streams'), transaction.done])
  return true
}
