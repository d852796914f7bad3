import { type Locks, withWebLocks } from '../log/web-locks.ts'

/**
 * Waits for a lock and runs `work` while it holds the lock. No other tab or worker of the site runs under the same name.
 *
 * The browser releases the lock of a tab that closes or crashes. If the browser has no Web Locks or denies them, only calls in
 * this page or process exclude each other.
 *
 * @param name of the lock
 * @param signal ends the wait for the lock; `work` receives no signal from it
 * @param locks the lock manager to use; default: the browser's
 * @throws the signal's reason if it is aborted during the wait
 * @throws every error of `work`, and every error of the `locks` that the caller passed
 */
export async function runExclusively<Result>(
  name: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
  locks?: Locks,
): Promise<Result> {
  if (locks) return withLock(name, signal, work, locks)
  return withWebLocks(
    (own, onAnswer) => {
      const answered = (): Promise<Result> => {
        onAnswer()
        return work()
      }
      return withLock(name, signal, answered, own)
    },
    () => afterPreviousCall(name, signal, work),
  )
}

// Chromium ignores an abort during its permission check for locks: the request stays queued. So the abort is watched here too.
function withLock<Result>(
  name: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
  locks: Locks,
): Promise<Result> {
  let hasBegun = false
  const requested = locks.request(name, { signal }, () => {
    signal.throwIfAborted()
    hasBegun = true
    return work()
  })
  const aborted = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => hasBegun || reject(signal.reason), { once: true })
  })
  return Promise.race([requested, aborted])
}

/** The last call of each name. It settles after all calls before it. */
const lastCalls = new Map<string, Promise<unknown>>()

async function afterPreviousCall<Result>(
  name: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
): Promise<Result> {
  signal.throwIfAborted()
  const previous = lastCalls.get(name)
  const result = Promise.race([previous, rejectOnAbort(signal)]).then(work)
  // An aborted call does not end the wait of the calls behind it.
  const both = Promise.allSettled([previous, result]).then(() => {
    if (lastCalls.get(name) === both) lastCalls.delete(name)
  })
  lastCalls.set(name, both)
  return result
}

function rejectOnAbort(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
