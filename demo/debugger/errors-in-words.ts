import { LogLost, ProjectionFailed, QuotaExceeded } from 'rewindable'

/** Returns a message for the user: the problem and the solution. */
export function inWords(error: unknown): string {
  if (error instanceof LogLost) return 'This list was started over, here or in another tab. Load the new one to go on.'
  if (error instanceof ProjectionFailed) {
    return `This log is not one of this list: event ${error.position} does not fit (${error.cause}). Start over to go on.`
  }
  if (error instanceof QuotaExceeded) {
    return 'The browser has no room left for this page, so nothing was recorded. Free some disk space, then try again.'
  }
  return error instanceof Error ? error.message : String(error)
}
