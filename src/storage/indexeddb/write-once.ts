import { AppendOutcomeUnknown, LogLost, RewindableError } from '../../events/errors.ts'
import { abort } from './abort.ts'
import type { CommitRecord } from './commit-record.ts'
import type { Connection } from './connection.ts'
import { errorName, isBroken, isQuota, timeoutError } from './database-error.ts'
import { freeSpace } from './free-space.ts'
import { reading } from './reading.ts'
import type { ResponseDeadlines } from './response-deadlines.ts'
import type { LogDatabase } from './schema.ts'

/** The reported result of a transaction. `'taken'`: nothing was written, because a key existed or the decision was outdated. A transaction with a `failure` may still be stored. */
export type WriteOutcome = 'stored' | 'taken' | { readonly failure: unknown }

/**
 * Writes exactly once, even if the connection breaks. If a transaction fails without a clear reason or never reports its end, the function
 * looks for its first record's id. If this id is not stored, the function retries one time on a new connection. If the disk was full, the
 * function drops all derived data before the retry.
 *
 * @param write passes the first record that it adds to `sent`; must not throw after its transaction has begun
 * @returns whether the records are stored; false: a key was taken
 */
export async function writeOnce(
  connection: Connection,
  write: (database: LogDatabase, sent: (first: CommitRecord | undefined) => void) => Promise<WriteOutcome>,
): Promise<boolean> {
  let madeRoom = false
  for (let isRetry = false; ; isRetry = true) {
    let first: CommitRecord | undefined
    const outcome = await connection.begin((database) =>
      write(database, (record) => {
        first = record
      }),
    )
    if (typeof outcome === 'string') return outcome === 'stored'
    const { failure } = outcome
    if (failure instanceof RewindableError) throw failure
    if (isQuota(failure)) {
      if (madeRoom) throw connection.failed(failure)
      madeRoom = true
      await freeSpace(connection)
      continue
    }
    if (isBroken(failure)) connection.giveUp()
    const found = first && (await recordAt(connection, first.position, failure))
    if (found) return found.id === first?.id
    if (isRetry || !isBroken(failure)) throw connection.failed(failure)
  }
}

/** Reads the record at a position. The result is final: a read waits for earlier writes, so the transaction in question has ended. */
async function recordAt(connection: Connection, position: number, cause: unknown): Promise<CommitRecord | undefined> {
  try {
    return await connection.use((database) => reading(database, 'commits').get(position))
  } catch (error) {
    throw error instanceof LogLost ? error : connection.failed(new AppendOutcomeUnknown({}, { cause }))
  }
}

/**
 * Waits for the end of a transaction.
 *
 * @param deadlines the time that it may take without an answer
 * @param send makes the transaction's requests, and calls `extend` after each answer; if it throws or rejects, the transaction is aborted
 */
export function outcomeOf(
  transaction: IDBTransaction,
  deadlines: ResponseDeadlines,
  send: (extend: () => void) => unknown,
): Promise<WriteOutcome> {
  return new Promise((resolve) => {
    let failure: unknown
    const { extend, cancel } = deadlines.onExpiry(() => {
      giveUp(timeoutError(deadlines.milliseconds))
      end({ failure })
    })
    function end(outcome: WriteOutcome): void {
      cancel()
      resolve(outcome)
    }
    // If the browser aborts a transaction, its requests only report AbortError. The transaction reports the reason later.
    function note(error: unknown): void {
      if (errorName(error) !== 'AbortError') failure ??= error
    }
    function giveUp(error: unknown): void {
      note(error)
      abort(transaction)
    }
    // The request's error has priority, because after an explicit commit, Firefox reports only AbortError for the transaction.
    transaction.onerror = ({ target }) => {
      note(target instanceof IDBRequest ? target.error : undefined)
    }
    transaction.oncomplete = () => end('stored')
    // A commit that fails because the disk is full aborts without a failed request.
    transaction.onabort = () => {
      failure ??= transaction.error ?? new DOMException('The transaction was aborted.', 'AbortError')
      end(errorName(failure) === 'ConstraintError' ? 'taken' : { failure })
    }
    try {
      Promise.resolve(send(extend)).catch(giveUp)
    } catch (error) {
      // Engines throw for some requests, for example for a request that is too large. Then the earlier requests must not be stored.
      giveUp(error)
    }
  })
}
