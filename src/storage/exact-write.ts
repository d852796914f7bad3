import type { CommitRecord } from '../log/commit-record.ts'
import { AppendOutcomeUnknown, LogLost, QuotaExceeded, StorageFailed } from '../log/errors.ts'
import { type Connection, errorName } from './connection.ts'
import type { LogDatabase } from './indexeddb-schema.ts'

/** What a transaction said of itself. Not all that is stored is said to be: the reply can get lost. */
export type WriteOutcome = 'stored' | 'taken' | { readonly failure: unknown }

/**
 * Writes once, whatever the connection does: a transaction that failed without a clear reason is looked for afterwards,
 * by the random id of its first record, instead of being repeated or taken for lost.
 *
 * @param write must not throw once its transaction has begun
 * @returns whether it is stored; false: a key was taken
 */
export async function writeExactly(
  connection: Connection,
  first: CommitRecord,
  write: (database: LogDatabase) => Promise<WriteOutcome>,
): Promise<boolean> {
  const outcome = await connection.use(write)
  if (typeof outcome === 'string') return outcome === 'stored'
  const { failure: cause } = outcome
  if (errorName(cause) === 'QuotaExceededError') throw new QuotaExceeded({ cause })

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

/** Waits for a transaction to end, one way or the other. */
export async function outcomeOf(requests: readonly Promise<unknown>[], done: Promise<void>): Promise<WriteOutcome> {
  const settled = await Promise.allSettled([...requests, done])
  // A commit that fails for lack of room aborts without any failed request, so the transaction has the last word.
  if (settled.at(-1)?.status === 'fulfilled') return 'stored'
  // The request's own error comes first: of a transaction that was committed explicitly, Firefox only says AbortError.
  const reasons = settled.flatMap((result) => (result.status === 'rejected' ? [result.reason as unknown] : []))
  const failure = reasons.find((reason) => errorName(reason) !== 'AbortError') ?? reasons[0]
  return errorName(failure) === 'ConstraintError' ? 'taken' : { failure }
}

/** Undoes a transaction because something went wrong in its midst, unless that has ended it already. */
export function giveUp(transaction: { abort(): void }): void {
  try {
    transaction.abort()
  } catch {
    // It is over: there is nothing left to undo.
  }
}
