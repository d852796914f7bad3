import { QuotaExceeded } from '../log/errors.ts'
import type { Connection } from './connection.ts'
import { clearPages } from './indexeddb-pages.ts'

/** Drops all that can be folded anew from the log, because the browser has no room left for the log itself. */
export async function makeRoom(connection: Connection): Promise<void> {
  try {
    await connection.use((database) => database.clear('snapshots'))
    await connection.use(clearPages)
  } catch {
    // Whether there is room now is what the next try to write finds out.
  }
}

/** Does something that is harmless to do twice, and once more with all the room there can be if there was not enough. */
export async function withRoom<Result>(connection: Connection, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof QuotaExceeded)) throw error
    await makeRoom(connection)
    return work()
  }
}
