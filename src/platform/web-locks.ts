import { ifAvailable } from './if-available.ts'

/** The part of `navigator.locks` that the library uses. */
export type Locks = Pick<LockManager, 'request'>

/**
 * Requests a Web Lock, or calls `without` if Web Locks are unavailable. Sandboxed frames and pages with blocked storage have
 * `navigator.locks`, but reject each request. Such Web Locks count as unavailable.
 *
 * @param request must call `onAnswer` when the browser answers the request. After this call, an error does not mean a rejected request
 * @throws the errors of `request` after an answer, and those of `without`
 */
export async function withWebLocks<Result>(
  request: (locks: Locks, onAnswer: () => void) => Promise<Result>,
  without: () => Promise<Result>,
): Promise<Result> {
  const locks = ifAvailable(() => navigator.locks)
  if (!locks) return without()
  let isAnswered = false
  try {
    return await request(locks, () => {
      isAnswered = true
    })
  } catch (error) {
    if (isAnswered) throw error
    return without()
  }
}
