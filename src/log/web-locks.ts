import { ifAvailable } from './if-available.ts'

/** What is needed of the browser's `navigator.locks`. */
export type Locks = Pick<LockManager, 'request'>

/**
 * Does something with the browser's Web Locks, or without them where there are none. Sandboxed frames and pages with blocked
 * storage have `navigator.locks` and refuse each request: they count as having none.
 *
 * @param request must call `onAnswer` when the browser answers the request: what fails after that is no refusal
 * @throws what `request` throws after an answer, and what `without` throws
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
