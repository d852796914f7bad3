import { unwrap, wrap } from 'idb'
import type { EventChunk, ReadRange, StreamChunks } from '../../log/log-storage.ts'
import type { CommitRecord } from './commit-record.ts'
import type { Commits } from './log-end.ts'
import { PackedChunk } from './packed-events.ts'
import type { Pages } from './pages.ts'
import type { LogDatabase } from './schema.ts'
import { firstVersionIn, isPlausible, type StreamPage, StreamPageChunk } from './stream-page.ts'
import { headsIn, versionAfter, versionsFrom } from './stream-versions.ts'

/** Reads the next chunks of a stream in one transaction: from its pages, and from commits where no page has the events. */
export async function readStreamIn(
  database: LogDatabase,
  pages: Pages,
  streamId: string,
  range: ReadRange,
): Promise<StreamChunks> {
  if (!pages.areSound || pages.streams.exist === false || range.from > range.to) {
    // Does not use idb. Its promise for the transaction takes 3 % of the time of reading a short stream.
    return readCommits(unwrap(database).transaction('commits'), pages, streamId, range)
  }
  const transaction = unwrap(database).transaction(['commits', 'pages'])
  const found = await findPages(transaction, streamId, range)
  if (found.pages.length === 0) {
    pages.streams.exist ??= await hasStreamPages(transaction.objectStore('pages'))
    return readCommits(transaction, pages, streamId, range)
  }
  const commits = wrap(transaction.objectStore('commits')) as Commits
  if (found.pages.every(isPlausible) && (await pages.streams.areOfLog(database, commits, found.pages))) {
    return readBoth(commits, pages, streamId, range, found)
  }
  // The call is not awaited, because this read and the next read use the commits.
  pages.dropDamaged()
  return readCommits(transaction, pages, streamId, range)
}

async function hasStreamPages(pages: IDBObjectStore): Promise<boolean> {
  // An empty array precedes all other arrays, and follows all numbers.
  const keys = await wrap<IDBValidKey[]>(pages.getAllKeys(IDBKeyRange.lowerBound([]), 1))
  return keys.length > 0
}

type PagesFound = {
  /** The version of the stream. */
  readonly version: number
  /** The part of the range to read now. */
  readonly low: number
  readonly high: number
  /** Pages with events in this part, in order. */
  readonly pages: readonly StreamPage[]
}

async function findPages(
  transaction: IDBTransaction,
  streamId: string,
  { from, to, direction, maxEvents }: ReadRange,
): Promise<PagesFound> {
  const head = headsIn(wrap(transaction.objectStore('commits')) as Commits, [streamId])
  const store = transaction.objectStore('pages')
  const find = async (low: number, high: number): Promise<StreamPage[]> => {
    const [within, after] = await Promise.all([
      wrap<StreamPage[]>(store.getAll(IDBKeyRange.bound([streamId, low], [streamId, high]))),
      // The next page may begin within the range.
      wrap<StreamPage[]>(store.getAll(IDBKeyRange.bound([streamId, high], [streamId, []], true), 1)),
    ])
    return [...within, ...after.filter((page) => firstVersionIn(page) <= high)]
  }
  if (direction === 'forward') {
    // The end of a part does not depend on the version, so all requests are sent together.
    const high = Math.min(to, from + maxEvents - 1)
    const [[version = 0], pages] = await Promise.all([head, find(from, high)])
    return { version, low: from, high: Math.min(high, version), pages }
  }
  const [version = 0] = await head
  const high = Math.min(to, version)
  const low = Math.max(from, high - maxEvents + 1)
  return { version, low, high, pages: low > high ? [] : await find(low, high) }
}

async function readBoth(
  commits: Commits,
  pages: Pages,
  streamId: string,
  { direction }: ReadRange,
  { version, low, high, pages: found }: PagesFound,
): Promise<StreamChunks> {
  const byStream = commits.index('byStream')
  const chunks: EventChunk[] = []
  const addRecords = async (first: number, last: number): Promise<void> => {
    const records = await byStream.getAll(IDBKeyRange.bound([streamId, first], [streamId, last]))
    const end = records.at(-1)
    if (end === undefined || versionAfter(end, streamId) < last) {
      const beyond = IDBKeyRange.bound([streamId, last], [streamId, []], true)
      records.push(...(await byStream.getAll(beyond, 1)))
    }
    pages.streams.found(records)
    for (const record of records) chunks.push(new PackedChunk(record))
  }
  let next = low
  for (const page of found) {
    const first = firstVersionIn(page)
    if (first > next) await addRecords(next, first - 1)
    chunks.push(new StreamPageChunk(page, pages.dropDamaged))
    next = first + page.count
  }
  if (next <= high) await addRecords(next, high)
  return { version, chunks: direction === 'forward' ? chunks : chunks.reverse() }
}

async function readCommits(
  transaction: IDBTransaction,
  pages: Pages,
  streamId: string,
  { from, to, direction, maxEvents }: ReadRange,
): Promise<StreamChunks> {
  const chunksOf = (version: number, records: readonly CommitRecord[]): StreamChunks => {
    pages.streams.found(records)
    return { version, chunks: records.map((record) => new PackedChunk(record)) }
  }
  // Each record holds at least one of the events.
  const maxRecords = maxEvents
  const isForward = direction === 'forward'
  const commits = transaction.objectStore('commits')
  const ahead =
    isForward && from <= to
      ? await wrap<CommitRecord[]>(commits.index('byStream').getAll(versionsFrom(streamId, from), maxRecords))
      : []
  const last = ahead.at(-1)
  // Most streams need one request. If this request reached the end of the stream, the last record has the version.
  if (last && ahead.length < maxRecords) return chunksOf(versionAfter(last, streamId), ahead)

  const store = wrap(commits) as Commits
  const [version = 0] = await headsIn(store, [streamId])
  const end = Math.min(to, version)
  if (isForward || from > end) return chunksOf(version, ahead)

  // The record with the last requested version ends at or after this version.
  const byStream = store.index('byStream')
  const start = await byStream.openKeyCursor(versionsFrom(streamId, end))
  if (!start) return chunksOf(version, [])
  // Versions have no gaps, so a range of keys limits the number of events without a cursor.
  const low = Math.max(from, end - maxEvents + 1)
  const records = await byStream.getAll(IDBKeyRange.bound([streamId, low], start.key))
  return chunksOf(version, records.reverse())
}
