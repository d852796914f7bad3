/** What is needed of the browser's `navigator.locks`. */
export type Locks = Pick<LockManager, 'request'>

/**
 * Does something while no other tab or worker of the site does it, waiting until it may. The lock of a tab that closes or
 * crashes is free at once. Where there are no Web Locks, one at a time within this page or process.
 *
 * @throws the signal's reason when it is aborted while waiting, and what `work` throws
 */
export function exclusively<Result>(
  name: string,
  signal: AbortSignal,
  work: () => Promise<Result>,
  locks: Locks | undefined = globalThis.navigator?.locks,
): Promise<Result> {
  return locks ? locked(name, signal, work, locks) : inTurn(name, signal, work)
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
