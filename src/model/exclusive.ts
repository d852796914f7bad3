import { type Locks, withWebLocks } from '../log/web-locks.ts'

export type { Locks } from '../log/web-locks.ts'

/**
 * Does something while no other tab or worker of the site does it, waiting until it may. The lock of a tab that closes or
 * crashes is free at once. Where the browser has no Web Locks or refuses them, one at a time within this page or process.
 *
 * @param locks those of the caller; default: the browser's
 * @throws the signal's reason when it is aborted while waiting, what `work` throws, and the refusal of the caller's locks
 */
export async function exclusively<Result>(
  name: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
  locks?: Locks,
): Promise<Result> {
  if (locks) return locked(name, signal, work, locks)
  return withWebLocks(
    (own, onAnswer) => {
      const answered = (): Promise<Result> => {
        onAnswer()
        return work()
      }
      return locked(name, signal, answered, own)
    },
    () => inTurn(name, signal, work),
  )
}

// Chromium misses an abort that comes while it finds out whether the page may use locks: the request stays in line.
function locked<Result>(name: string, signal: AbortSignal, work: () => Promise<Result>, locks: Locks): Promise<Result> {
  let hasBegun = false
  const asked = locks.request(name, { signal }, () => {
    signal.throwIfAborted()
    hasBegun = true
    return work()
  })
  const givenUp = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => hasBegun || reject(signal.reason), { once: true })
  })
  return Promise.race([asked, givenUp])
}

const turns = new Map<string, Promise<unknown>>()

async function inTurn<Result>(name: string, signal: AbortSignal, work: () => Promise<Result>): Promise<Result> {
  signal.throwIfAborted()
  const before = turns.get(name)
  const mine = Promise.race([before, abortOf(signal)]).then(work)
  // Who gives up waiting does not shorten the wait of those behind.
  const over = Promise.allSettled([before, mine]).then(() => {
    if (turns.get(name) === over) turns.delete(name)
  })
  turns.set(name, over)
  return mine
}

function abortOf(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true })
  })
}
