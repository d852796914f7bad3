import type { CommitRecord } from '../log/commit-record.ts'
import type { Commits } from './log-end.ts'

/** The versions of streams, 0 for those that do not exist. */
export function headsIn(commits: Pick<Commits, 'index'>, streamIds: readonly string[]): Promise<number[]> {
  const byStream = commits.index('byStream')
  const heads = streamIds.map((streamId) => byStream.openKeyCursor(versionsFrom(streamId), 'prev'))
  return Promise.all(heads.map(async (head) => versionIn((await head)?.key)))
}

// Among keys, an array is greater than every number, so [id, []] lies behind all versions of a stream.
export function versionsFrom(streamId: string, version = 0): IDBKeyRange {
  return IDBKeyRange.bound([streamId, version], [streamId, []])
}

/** The version of a stream of which a record holds events, as its label says. */
export function versionAfter({ streams }: CommitRecord, streamId: string): number {
  // It was found by this label, so whoever misses it there reads what is damaged.
  return (Array.isArray(streams) && streams.find(([id]) => id === streamId)?.[1]) || 0
}

function versionIn(key: IDBValidKey | undefined): number {
  const version = Array.isArray(key) ? key[1] : 0
  return typeof version === 'number' ? version : 0
}
