import type { StorageStatus } from '../../log/storage-status.ts'
import { ifAvailable } from '../../platform/if-available.ts'
import { isTimeout } from './database-error.ts'
import { ResponseDeadlines } from './response-deadlines.ts'

const deadlines = new ResponseDeadlines(2_000)

/** What the browser says of the storage of this site. */
export async function askBrowser(): Promise<Pick<StorageStatus, 'persistence' | 'privateMode' | 'usage' | 'quota'>> {
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
 * Asks the browser to keep the data. It may ask the person, who has all the time there is.
 *
 * @param signal gives the question up
 * @returns undefined: the browser refused the question, does not know it, or had not answered when it was given up
 */
export function askToPersist(signal: AbortSignal): Promise<boolean | undefined> {
  return new Promise((resolve) => {
    const giveUp = (): void => resolve(undefined)
    if (signal.aborted) return giveUp()
    signal.addEventListener('abort', giveUp, { once: true })
    answerOf(() => storageManager()?.persist())
      .then(resolve, giveUp)
      .finally(() => signal.removeEventListener('abort', giveUp))
  })
}

// Absent where pages are not secure; in some sandboxed frames, reading it throws.
function storageManager(): StorageManager | undefined {
  return ifAvailable(() => navigator.storage)
}

// Firefox and Safari refuse the private file system in private windows and nowhere else; Chromium gives nothing away.
async function privateModeOf(storage: Partial<StorageManager> | undefined): Promise<StorageStatus['privateMode']> {
  try {
    await inTime(() => storage?.getDirectory?.())
    return 'unknown'
  } catch (error) {
    return isTimeout(error) ? 'unknown' : 'likely'
  }
}

/** What is not said in time is not known. */
function inTime<Answer>(ask: () => Promise<Answer> | undefined): Promise<Answer | undefined> {
  return deadlines.inTime(answerOf(ask))
}

/** A question that is refused at once is refused like any other. */
async function answerOf<Answer>(ask: () => Promise<Answer> | undefined): Promise<Answer | undefined> {
  return ask()
}
