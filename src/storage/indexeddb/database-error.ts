import { QuotaExceeded, RewindableError, StorageFailed } from '../../events/errors.ts'

/** Returns the name of an error. Engines agree only on names: a quota error is a DOMException, or an instance of a newer class. */
export function errorName(error: unknown): string | undefined {
  return error instanceof Error || error instanceof DOMException ? error.name : undefined
}

/** Returns whether the disk space of the site is used up. */
export function isQuota(error: unknown): boolean {
  return errorName(error) === 'QuotaExceededError'
}

/**
 * Returns whether the browser denies access to storage. Engines throw a SecurityError. Older versions of Firefox throw an
 * InvalidStateError. Chromium throws an UnknownError, as for a failing disk, and only its message shows the difference.
 *
 * @param isKnown the database was open before; then an InvalidStateError is about its connection
 */
export function isAccessDenied(error: unknown, isKnown: boolean): boolean {
  const name = errorName(error)
  if (name === 'UnknownError') return /denied permission/.test(String(error))
  return name === 'SecurityError' || (name === 'InvalidStateError' && !isKnown)
}

/**
 * Returns whether an error means a broken connection. The connection is closing, was closed by force, lost its database process, or
 * did not answer in time. Transactions on such a connection fail with the same errors.
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
  // At the first opening, the cause can be an InvalidStateError. Then the second try shows whether access is denied.
  'StorageUnavailable',
]

/** Converts an error of the database to an error of this library. */
export function toLibraryError(error: unknown): RewindableError {
  if (error instanceof RewindableError) return error
  return isQuota(error) ? new QuotaExceeded({ cause: error }) : new StorageFailed({ cause: error })
}

/** Returns whether an error is a {@link timeoutError}. */
export function isTimeout(error: unknown): boolean {
  return errorName(error) === timeoutError(0).name
}

/** Returns the error for a database that does not answer in time. */
export function timeoutError(milliseconds: number): DOMException {
  return new DOMException(`The database did not answer within ${milliseconds} ms.`, 'TimeoutError')
}
