import type { ConnectionListener, StorageHealth, StorageStatus } from '../log/storage-status.ts'
import type { Connection } from './connection.ts'
import { sentinel } from './sentinel.ts'

/** What is known of a database in this browser. */
export class IndexedDBHealth implements StorageHealth {
  readonly #connection: Connection
  readonly #history: StorageStatus['history']

  constructor(connection: Connection, history: StorageStatus['history']) {
    this.#connection = connection
    this.#history = history
  }

  async status(): Promise<StorageStatus> {
    const { askBrowser } = await import('./browser-storage.ts')
    const browser = await askBrowser()
    return { ...browser, history: this.#history, ...this.#connection.status }
  }

  async requestPersistence(): Promise<boolean> {
    // Absent where pages are not secure, and in workers; refused where a page has no origin.
    const asked = globalThis.navigator?.storage?.persist?.()
    const isKept = (await asked?.catch(() => false)) ?? false
    if (isKept) this.#connection.tellAgain()
    return isKept
  }

  onChange(listener: ConnectionListener): () => void {
    return this.#connection.onChange(listener)
  }
}

/** Finds out whether there was a log before, and remembers this one for the next visit. */
export function history(storeName: string, logId: string, isNewLog: boolean): StorageStatus['history'] {
  const before = sentinel.recall(storeName)
  if (before !== logId) sentinel.remember(storeName, logId)
  // Where nothing is remembered, in a worker for instance, the log may have been begun anew before this visit.
  if (before !== undefined && before !== logId) return 'evicted'
  if (!isNewLog) return 'known'
  return sentinel.isKept ? 'first visit' : 'unknown'
}
