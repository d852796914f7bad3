import { QuotaExceeded } from '../../events/errors.ts'
import type { Connection } from './connection.ts'
import { clearPages } from './pages.ts'

/** Drops all derived data, because the browser has no room left for the log. */
export async function freeSpace(connection: Connection): Promise<void> {
  try {
    await connection.use((database) => database.clear('snapshots'))
    await connection.use(clearPages)
  } catch {
    // The retry of the write finds out whether there is room.
  }
}

/** Does idempotent work; retries it once after freeing space if there was no room. */
export async function withFreeSpace<Result>(connection: Connection, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof QuotaExceeded)) throw error
    await freeSpace(connection)
    return work()
  }
}
