import type { CommitRecord } from '../log/commit-record.ts'
import { StorageFailed } from '../log/errors.ts'
import type { Connection } from './connection.ts'
import { errorName } from './engine-error.ts'
import type { Commits } from './log-end.ts'
import { reading } from './reading.ts'

/** Finds where a record is, without reading it. */
type Find = (commits: Pick<Commits, 'index' | 'openKeyCursor'>) => Promise<{ readonly primaryKey: number } | null>

/**
 * Chromium keeps large values in files of their own, and can lose one: then every reading fails that comes by it. This reads one
 * record alone instead. One whose content is lost is not sound, but says where it is.
 *
 * @param failure what a reading failed with, thrown again when it has another reason
 * @returns the record, if there is one
 */
export async function readAlone(failure: unknown, connection: Connection, find: Find): Promise<CommitRecord[]> {
  if (!isContentLost(failure)) throw failure
  const found = await connection.use((database) => find(reading(database, 'commits')))
  if (!found) return []
  const { primaryKey: position } = found
  try {
    const record = await connection.use((database) => reading(database, 'commits').get(position))
    return record ? [record] : []
  } catch (error) {
    if (!isContentLost(error)) throw error
    // No checksum is negative.
    return [{ position, count: 1, id: '', recordedAt: 0, streams: [], events: '', checksum: -1 }]
  }
}

function isContentLost(error: unknown): boolean {
  return error instanceof StorageFailed && lostContent.includes(errorName(error.cause) ?? '')
}

// As the specification names it, and as Chromium once did.
const lostContent = ['NotReadableError', 'DataError']
