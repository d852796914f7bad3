import type { LogQuestion, LogView } from '../../log/log-storage.ts'
import type { CommitRecord } from './commit-record.ts'
import type { Commits } from './log-end.ts'

type Answers = Pick<LogView, 'heads' | 'recordedCommands'>

/** Answers a question from the indexes. */
export async function answersIn(
  commits: Pick<Commits, 'index'>,
  { streamIds, commandIds }: LogQuestion,
): Promise<Answers> {
  // Each catch-up begins with a question for the end of the log, without streams and commands. Opening the indexes took a tenth of the
  // catch-up's time.
  if (streamIds.length + commandIds.length === 0) return { heads: new Map(), recordedCommands: new Map() }
  const [versions, positions] = await Promise.all([
    headsIn(commits, streamIds),
    Promise.all(commandIds.map((commandId) => commits.index('byCommand').getKey(commandId))),
  ])
  const heads = new Map(streamIds.map((streamId, index) => [streamId, versions[index] ?? 0]))
  const recordedCommands = new Map<string, number>()
  for (const [index, commandId] of commandIds.entries()) {
    const position = positions[index]
    if (position !== undefined) recordedCommands.set(commandId, position)
  }
  return { heads, recordedCommands }
}

/** Returns the versions of streams, 0 for those that do not exist. */
export function headsIn(commits: Pick<Commits, 'index'>, streamIds: readonly string[]): Promise<number[]> {
  const byStream = commits.index('byStream')
  const heads = streamIds.map((streamId) => byStream.openKeyCursor(versionsFrom(streamId), 'prev'))
  return Promise.all(heads.map(async (head) => versionIn((await head)?.key)))
}

/** Returns the index keys of a stream from a version on. IndexedDB orders an array after every number, so `[id, []]` is the end. */
export function versionsFrom(streamId: string, version = 0): IDBKeyRange {
  return IDBKeyRange.bound([streamId, version], [streamId, []])
}

/** Returns the version of a stream after a record, from the record's labels. */
export function versionAfter({ streams }: CommitRecord, streamId: string): number {
  // The index found the record by this label. If it is missing, the record is damaged.
  return (Array.isArray(streams) && streams.find(([id]) => id === streamId)?.[1]) || 0
}

function versionIn(key: IDBValidKey | undefined): number {
  const version = Array.isArray(key) ? key[1] : 0
  return typeof version === 'number' ? version : 0
}
