import type { CommitRecord } from '../log/commit-record.ts'
import { AppendOutcomeUnknown, LogLost, QuotaExceeded, RewindableError, StorageFailed } from '../log/errors.ts'
import { type Connection, errorName } from './connection.ts'
import type { LogDatabase } from './indexeddb-schema.ts'

/** What a transaction said of itself. Not all that is stored is said to be: the reply can get lost. */
export type WriteOutcome = 'stored' | 'taken' | { readonly failure: unknown }

/**
 * Writes once, whatever the connection does: a transaction that failed without a clear reason is looked for afterwards,
 * by the random id of its first record, instead of being repeated or taken for lost.
 *
 * @param write must not throw once its transaction has begun; tells `sent` the first record it adds
 * @returns whether it is stored; false: a key was taken
 */
export async function writeExactly(
  connection: Connection,
  write: (database: LogDatabase, sent: (first: CommitRecord | undefined) => void) => Promise<WriteOutcome>,
): Promise<boolean> {
  const sent: { first?: CommitRecord | undefined } = {}
  const outcome = await connection.use((database) =>
    write(database, (first) => {
      sent.first = first
    }),
  )
  if (typeof outcome === 'string') return outcome === 'stored'
  const { failure: cause } = outcome
  if (cause instanceof RewindableError) throw cause
  if (errorName(cause) === 'QuotaExceededError') throw new QuotaExceeded({ cause })
  const { first } = sent
  if (!first) throw new StorageFailed({ cause })

  let found: CommitRecord | undefined
  try {
    found = await connection.use((database) => database.get('commits', first.position))
  } catch (error) {
    throw error instanceof LogLost ? error : new AppendOutcomeUnknown({}, { cause })
  }
  if (found?.id === first.id) return true
  if (found) return false
  throw new StorageFailed({ cause })
}

/**
 * Waits for a transaction to end, one way or the other.
 *
 * @param send makes the transaction's requests, now or bit by bit; when it fails, the transaction is undone
 */
export function outcomeOf(transaction: IDBTransaction, send: () => unknown): Promise<WriteOutcome> {
  return new Promise((resolve) => {
    let failure: unknown
    function giveUp(error: unknown): void {
      failure ??= error
      try {
        transaction.abort()
      } catch {
        // It is over: there is nothing left to undo.
      }
    }
    // The request's own error comes first: of a transaction that was committed explicitly, Firefox only says AbortError.
    transaction.onerror = ({ target }) => {
      failure ??= target instanceof IDBRequest ? target.error : undefined
    }
    transaction.oncomplete = () => resolve('stored')
    // A commit that fails for lack of room aborts without any failed request.
    transaction.onabort = () => {
      failure ??= transaction.error ?? new DOMException('The transaction was aborted.', 'AbortError')
      resolve(errorName(failure) === 'ConstraintError' ? 'taken' : { failure })
    }
    try {
      Promise.resolve(send()).catch(giveUp)
    } catch (error) {
      // Engines refuse some requests at once, one that is too large for instance; those before it must not be kept.
      giveUp(error)
    }
  })
}
