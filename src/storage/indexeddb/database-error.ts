import { QuotaExceeded, RewindableError, StorageFailed } from '../../events/errors.ts'

/** The name is all that engines agree on: some quota errors are a DOMException, newer ones a class of their own. */
export function errorName(error: unknown): string | undefined {
  return error instanceof Error || error instanceof DOMException ? error.name : undefined
}

export function isQuota(error: unknown): boolean {
  return errorName(error) === 'QuotaExceededError'
}

/**
 * What engines say where storage is blocked: a SecurityError, older Firefox an InvalidStateError, and Chromium an UnknownError
 * that only its message tells from a failing disk.
 *
 * @param isKnown the database was open before: then an InvalidStateError is about its connection
 */
export function isRefused(error: unknown, isKnown: boolean): boolean {
  const name = errorName(error)
  if (name === 'UnknownError') return /denied permission/.test(String(error))
  return name === 'SecurityError' || (name === 'InvalidStateError' && !isKnown)
}

/**
 * What engines say of a connection that is closing, was closed by force or lost its database process, of a transaction that
 * ended with it, and what we say of a request without an answer.
 */
export function isBroken(error: unknown): boolean {
  return broken.includes(errorName(error) ?? '')
}

const broken = [
  'InvalidStateError',
  'TransactionInactiveError',
  'AbortError',
  'UnknownError',
  'NotFoundError',
  timeoutError(0).name,
  // At the first opening, it can be an InvalidStateError: the second try tells.
  'StorageUnavailable',
]

/** An error of the database as an error of ours. */
export function toLibraryError(error: unknown): RewindableError {
  if (error instanceof RewindableError) return error
  return isQuota(error) ? new QuotaExceeded({ cause: error }) : new StorageFailed({ cause: error })
}

export function isTimeout(error: unknown): boolean {
  return errorName(error) === timeoutError(0).name
}

/** The error of a database that does not answer in time. */
export function timeoutError(milliseconds: number): DOMException {
  return new DOMException(`The database did not answer within ${milliseconds} ms.`, 'TimeoutError')
}
