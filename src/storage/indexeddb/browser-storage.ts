import type { StorageStatus } from '../../log/storage-status.ts'
import { orAborted } from '../../log/while-open.ts'
import { ifAvailable } from '../../platform/if-available.ts'
import { isTimeout } from './database-error.ts'
import { ResponseDeadlines } from './response-deadlines.ts'

const deadlines = new ResponseDeadlines(2_000)

/** Reads from the browser whether the data is persistent, whether this is a private window, and the used and available space. */
export async function readBrowserStatus(): Promise<
  Pick<StorageStatus, 'persistence' | 'privateMode' | 'usage' | 'quota'>
> {
  const storage = storageManager()
  const [isPersisted, { usage, quota } = {}, privateMode] = await Promise.all([
    inTime(() => storage?.persisted()).catch(() => undefined),
    inTime(() => storage?.estimate()).catch(() => undefined),
    privateModeOf(storage),
  ])
  return {
    persistence: isPersisted === undefined ? 'unknown' : isPersisted ? 'persisted' : 'best effort',
    privateMode,
    ...(usage === undefined ? {} : { usage }),
    ...(quota === undefined ? {} : { quota }),
  }
}

/**
 * Requests persistent storage. There is no deadline, because the browser may ask the user.
 *
 * @param signal ends the wait
 * @returns the browser's answer. `undefined`: it rejected the request, does not support it, or did not answer before the abort
 */
export async function requestPersistence(signal: AbortSignal): Promise<boolean | undefined> {
  if (signal.aborted) return undefined
  return orAborted(
    answerOf(() => storageManager()?.persist()),
    signal,
  ).catch(() => undefined)
}

// `navigator.storage` is missing in insecure pages. In some sandboxed frames, access throws.
function storageManager(): StorageManager | undefined {
  return ifAvailable(() => navigator.storage)
}

// Firefox and Safari deny the origin-private file system only in private windows. Chromium always allows it.
async function privateModeOf(storage: Partial<StorageManager> | undefined): Promise<StorageStatus['privateMode']> {
  try {
    await inTime(() => storage?.getDirectory?.())
    return 'unknown'
  } catch (error) {
    return isTimeout(error) ? 'unknown' : 'likely'
  }
}

/** Resolves to the answer, and rejects with a TimeoutError after the deadline. */
function inTime<Answer>(read: () => Promise<Answer> | undefined): Promise<Answer | undefined> {
  return deadlines.inTime(answerOf(read))
}

/** Turns a synchronous error into a rejection. */
async function answerOf<Answer>(read: () => Promise<Answer> | undefined): Promise<Answer | undefined> {
  return read()
}
