import { QuotaExceeded } from '../../events/errors.ts'
import { clearPages } from './clear-pages.ts'
import type { Connection } from './connection.ts'

/** Drops all derived data, to free disk space for the log. Does not reject. */
export async function freeSpace(connection: Connection): Promise<void> {
  try {
    await connection.use((database) => database.clear('snapshots'))
    await connection.use(clearPages)
  } catch {
    // The retry of the write shows whether there is enough space.
  }
}

/** Runs idempotent work. If the disk space is used up, frees space and retries one time. */
export async function withFreeSpace<Result>(connection: Connection, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof QuotaExceeded)) throw error
    await freeSpace(connection)
    return work()
  }
}
