import type { CommitRecord } from '../log/commit-record.ts'
import { AppendOutcomeUnknown, LogLost, RewindableError } from '../log/errors.ts'
import type { Connection } from './connection.ts'
import { errorName, isBroken, isQuota, silence } from './engine-error.ts'
import type { LogDatabase } from './indexeddb-schema.ts'
import { makeRoom } from './make-room.ts'
import type { Patience } from './patience.ts'
import { reading } from './reading.ts'

/** What a transaction said of itself. Not all that is stored is said to be: the reply can get lost. */
export type WriteOutcome = 'stored' | 'taken' | { readonly failure: unknown }

/**
 * Writes once, whatever the connection does: a transaction that failed without a clear reason, or never said how it ended,
 * is looked for by the random id of its first record, instead of being repeated or taken for lost. One that is surely not
 * stored is tried once more: on a new connection, or, for lack of room, when all that is derived has been dropped.
 *
 * @param write must not throw once its transaction has begun; tells `sent` the first record it adds
 * @returns whether it is stored; false: a key was taken
 */
export async function writeExactly(
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
      await makeRoom(connection)
      continue
    }
    if (isBroken(failure)) connection.giveUp()
    const found = first && (await recordAt(connection, first.position, failure))
    if (found) return found.id === first?.id
    if (isRetry || !isBroken(failure)) throw connection.failed(failure)
  }
}

/** An answer is final: a transaction that reads waits for those before it that write, so the one in question is over. */
async function recordAt(connection: Connection, position: number, cause: unknown): Promise<CommitRecord | undefined> {
  try {
    return await connection.use((database) => reading(database, 'commits').get(position))
  } catch (error) {
    throw error instanceof LogLost ? error : connection.failed(new AppendOutcomeUnknown({}, { cause }))
  }
}

/**
 * Waits for a transaction to end, one way or the other.
 *
 * @param patience how long it may stay silent
 * @param send makes the transaction's requests, now or bit by bit, telling `heard` of answers to them; when it fails, the
 * transaction is undone
 */
export function outcomeOf(
  transaction: IDBTransaction,
  patience: Patience,
  send: (heard: () => void) => unknown,
): Promise<WriteOutcome> {
  return new Promise((resolve) => {
    let failure: unknown
    const { heard, stop } = patience.afterSilence(() => {
      giveUp(silence(patience.milliseconds))
      end({ failure })
    })
    function end(outcome: WriteOutcome): void {
      stop()
      resolve(outcome)
    }
    // That they were aborted is all that its requests know of a transaction that the browser gave up: the reason comes last.
    function note(error: unknown): void {
      if (errorName(error) !== 'AbortError') failure ??= error
    }
    function giveUp(error: unknown): void {
      note(error)
      try {
        transaction.abort()
      } catch {
        // It is over, or about to be: there is nothing left to undo.
      }
    }
    // The request's own error comes first: of a transaction that was committed explicitly, Firefox only says AbortError.
    transaction.onerror = ({ target }) => {
      note(target instanceof IDBRequest ? target.error : undefined)
    }
    transaction.oncomplete = () => end('stored')
    // A commit that fails for lack of room aborts without any failed request.
    transaction.onabort = () => {
      failure ??= transaction.error ?? new DOMException('The transaction was aborted.', 'AbortError')
      end(errorName(failure) === 'ConstraintError' ? 'taken' : { failure })
    }
    try {
      Promise.resolve(send(heard)).catch(giveUp)
    } catch (error) {
      // Engines refuse some requests at once, one that is too large for instance; those before it must not be kept.
      giveUp(error)
    }
  })
}
