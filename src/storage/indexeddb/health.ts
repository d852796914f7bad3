import type { ConnectionListener, StorageHealth, StorageStatus } from '../../log/storage-status.ts'
import { readBrowserStatus, requestPersistence } from './browser-storage.ts'
import type { Connection } from './connection.ts'
import { evictionMarker } from './eviction-marker.ts'

/** Reports the state of the connection, and the browser's information about the storage of the site. */
export class Health implements StorageHealth {
  readonly #connection: Connection
  readonly #history: StorageStatus['history']

  constructor(connection: Connection, history: StorageStatus['history']) {
    this.#connection = connection
    this.#history = history
  }

  async status(): Promise<StorageStatus> {
    const browser = await readBrowserStatus()
    return { ...browser, history: this.#history, ...this.#connection.status }
  }

  async requestPersistence(): Promise<boolean> {
    const isKept = (await requestPersistence(this.#connection.closed)) === true
    if (isKept) this.#connection.notify()
    return isKept
  }

  onChange(listener: ConnectionListener): () => void {
    return this.#connection.onChange(listener)
  }
}

/** Returns whether an earlier log existed, and stores the eviction marker for the next visit. */
export function historyOf(storeName: string, logId: string, isNewLog: boolean): StorageStatus['history'] {
  const before = evictionMarker.read(storeName)
  const isRemembered = before === logId || evictionMarker.write(storeName, logId)
  // If no marker can be stored, as in a worker, an earlier log may have been evicted.
  if (before !== undefined && before !== logId) return 'evicted'
  if (!isNewLog) return 'known'
  return isRemembered ? 'first visit' : 'unknown'
}
