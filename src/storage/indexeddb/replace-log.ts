import { wrap } from 'idb'
import { AppendOutcomeUnknown, LogLost, RewindableError } from '../../events/errors.ts'
import type { DocumentKey } from '../../log/document-storage.ts'
import type { Checkpoint } from '../../log/stored-checkpoints.ts'
import type { Connection } from './connection.ts'
import { errorName, isBroken, isQuota } from './database-error.ts'
import { freeSpace } from './free-space.ts'
import { moveStaged } from './move-staged.ts'
import { reading } from './reading.ts'
import type { LogIdentity } from './schema.ts'

/** The staged import that replaces a log. */
export type Replacement = { readonly logId: string; readonly importId: string; readonly events: number }

class NotAllStaged extends Error {}

/** The database was deleted and created again. The next connection rejects with LogLost. */
class AnotherLog extends Error {}

/**
 * Replaces the log in an upgrade transaction. The browser starts this transaction after all other connections are closed, and opens no
 * connection before its end. So no tab can append to the new log after a decision about the old log. The log stores the id of the import.
 * After a lost connection, the id shows whether the log was replaced.
 *
 * @param signal ends the wait for other connections
 * @returns false, with nothing replaced: another import deleted the staged events, or replaced the log first
 */
export async function replaceLog(
  connection: Connection,
  replacement: Replacement,
  signal?: AbortSignal,
): Promise<boolean> {
  let madeRoom = false
  for (let isRetry = false; ; isRetry = true) {
    let hasRun = false
    let failure: unknown
    try {
      await connection.upgrade((transaction, extend) => {
        hasRun = true
        return replaceIn(transaction, replacement, extend)
      }, signal)
    } catch (error) {
      failure = error
    }
    if (hasRun && failure === undefined) return true
    if (signal?.aborted && failure === signal.reason && !hasRun) throw failure
    // The upgrade did not begin, or this library aborted it.
    if (failure instanceof RewindableError) throw connection.failed(failure)
    if (failure instanceof NotAllStaged) return false
    if (await isReplacedBy(connection, replacement, failure)) return true
    // Another tab upgraded the database to this version or a later one. If that tab replaced the log, no events are staged now.
    const isOutrun = failure === undefined || errorName(failure) === 'VersionError'
    if (isOutrun && isRetry) return false
    if (isOutrun) continue
    if (isQuota(failure) && !madeRoom) {
      madeRoom = true
      await freeSpace(connection)
    } else if (isRetry || !isBroken(failure)) throw connection.failed(failure)
  }
}

/** Returns whether this import replaced the log. The answer is final, because a connection opens only after the upgrade has ended. */
async function isReplacedBy(connection: Connection, { importId }: Replacement, cause: unknown): Promise<boolean> {
  try {
    const identity = await connection.use((database) => reading(database, 'meta').get('log'))
    return identity !== undefined && 'replacedBy' in identity && identity.replacedBy === importId
  } catch (error) {
    throw error instanceof LogLost ? error : connection.failed(new AppendOutcomeUnknown({}, { cause }))
  }
}

async function replaceIn(
  transaction: IDBTransaction,
  { logId, importId, events }: Replacement,
  extend: () => void,
): Promise<void> {
  const [meta, checkpoints] = [transaction.objectStore('meta'), transaction.objectStore('checkpoints')]
  const identity = await wrap<LogIdentity | undefined>(meta.get('log'))
  if (identity?.logId !== logId) throw new AnotherLog()
  const keys = await wrap<DocumentKey[]>(checkpoints.getAllKeys() as IDBRequest<unknown> as IDBRequest<DocumentKey[]>)
  extend()
  for (const name of ['commits', 'pages', 'snapshots']) transaction.objectStore(name).clear()
  if (!(await moveStaged(transaction, { importId, start: 1, events }, extend))) throw new NotAllStaged()
  // Reactors skip restored events, and positions of the old log are not valid in the new one.
  for (const key of keys) {
    const checkpoint: Checkpoint = { reactor: key[0], logId: importId, position: events, parked: [] }
    checkpoints.put(checkpoint, [...key])
  }
  for (const key of ['pages', 'streams']) meta.delete(key)
  meta.put({ ...identity, replacedBy: importId, restored: events } satisfies LogIdentity, 'log')
  transaction.objectStore('staging').clear()
}
