import { StorageFailed } from '../../events/errors.ts'
import type { CommitRecord } from './commit-record.ts'
import type { Connection } from './connection.ts'
import { errorName } from './database-error.ts'
import type { Commits } from './log-end.ts'
import { reading } from './reading.ts'

/** Finds the key of a record without reading its content. */
type Find = (commits: Pick<Commits, 'index' | 'openKeyCursor'>) => Promise<{ readonly primaryKey: number } | null>

/**
 * Reads one record alone after a read failed. Chromium stores large values in separate files and can lose a file. Then every read that
 * includes the record fails. If the content of the record is lost, this function returns a damaged record with the correct position.
 *
 * @param failure the error of the failed read
 * @returns a list with the record, or an empty list if there is none
 * @throws the failure, if it has another reason
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
    // Checksums are never negative, so this record counts as damaged.
    return [{ position, count: 1, id: '', recordedAt: 0, streams: [], events: '', checksum: -1 }]
  }
}

function isContentLost(error: unknown): boolean {
  return error instanceof StorageFailed && lostContent.includes(errorName(error.cause) ?? '')
}

// The name in the specification, and the name in older versions of Chromium.
const lostContent = ['NotReadableError', 'DataError']
