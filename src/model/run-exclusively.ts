import { SerialQueue } from '../log/serial-queue.ts'
import { type Locks, withWebLocks } from '../platform/web-locks.ts'

/**
 * Waits for a lock and runs `work` under the lock. No other tab or worker of the site runs under the same name.
 *
 * The browser releases the lock of a tab that closes or crashes. If the browser has no Web Locks or denies them, only calls in
 * this page or process exclude each other.
 *
 * @param name of the lock
 * @param signal ends the wait for the lock; the signal does not abort `work`
 * @param locks the lock manager to use; default: the browser's
 * @throws the signal's reason if the signal is aborted during the wait
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

// Chromium ignores an abort during its permission check for locks: the request stays queued. This code therefore watches the abort too.
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

const queues = new Map<string, SerialQueue>()

function afterPreviousCall<Result>(name: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  const queue = queues.get(name) ?? new SerialQueue()
  queues.set(name, queue)
  const result = queue.run(work, signal)
  const { settled } = queue
  void settled.then(() => {
    // No call was queued after this one.
    if (queue.settled === settled) queues.delete(name)
  })
  return result
}
