import type { ConnectionListener, StorageHealth, StorageStatus } from '../log/storage-status.ts'
import { askBrowser, askToPersist } from './browser-storage.ts'
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
    const browser = await askBrowser()
    return { ...browser, history: this.#history, ...this.#connection.status }
  }

  async requestPersistence(): Promise<boolean> {
    const isKept = (await askToPersist(this.#connection.closed)) === true
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
  const isRemembered = before === logId || sentinel.remember(storeName, logId)
  // Where nothing is remembered, in a worker for instance, the log may have been begun anew before this visit.
  if (before !== undefined && before !== logId) return 'evicted'
  if (!isNewLog) return 'known'
  return isRemembered ? 'first visit' : 'unknown'
}
