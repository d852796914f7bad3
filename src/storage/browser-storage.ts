import type { StorageStatus } from '../log/storage-status.ts'
import { isSilence } from './engine-error.ts'
import { Patience } from './patience.ts'

const patience = new Patience(2_000)

/** What the browser says of the storage of this site. */
export async function askBrowser(): Promise<Pick<StorageStatus, 'persistence' | 'privateMode' | 'usage' | 'quota'>> {
  // Absent where pages are not secure.
  const storage: Partial<StorageManager> = globalThis.navigator?.storage ?? {}
  const [isPersisted, { usage, quota } = {}, privateMode] = await Promise.all([
    storage.persisted && inTime(storage.persisted()).catch(() => undefined),
    storage.estimate && inTime(storage.estimate()).catch(() => undefined),
    privateModeOf(storage),
  ])
  return {
    persistence: isPersisted === undefined ? 'unknown' : isPersisted ? 'persisted' : 'best effort',
    privateMode,
    ...(usage === undefined ? {} : { usage }),
    ...(quota === undefined ? {} : { quota }),
  }
}

// Firefox and Safari refuse the private file system in private windows and nowhere else; Chromium gives nothing away.
async function privateModeOf(storage: Partial<StorageManager>): Promise<StorageStatus['privateMode']> {
  try {
    if (storage.getDirectory) await inTime(storage.getDirectory())
    return 'unknown'
  } catch (error) {
    return isSilence(error) ? 'unknown' : 'likely'
  }
}

/** What is not said in time is not known. */
function inTime<Answer>(answer: Promise<Answer>): Promise<Answer> {
  return patience.answered(answer)
}
