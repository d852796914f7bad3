import { StorageFailed } from '../../events/errors.ts'
import type { CommitRecord } from './commit-record.ts'
import type { Connection } from './connection.ts'
import { errorName } from './database-error.ts'
import type { Commits } from './log-end.ts'
import { reading } from './reading.ts'

/** Finds the key of a record without reading its content. */
type Find = (commits: Pick<Commits, 'index' | 'openKeyCursor'>) => Promise<{ readonly primaryKey: number } | null>

/**
 * Chromium stores large values in separate files, and can lose one: then every read fails that includes it. This reads one record
 * alone instead. If its content is lost, it returns a damaged record with the right position.
 *
 * @param failure the error of the read; it is thrown again if it has another reason
 * @returns the record, if there is one
 */
export async function readLostRecord(failure: unknown, connection: Connection, find: Find): Promise<CommitRecord[]> {
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
