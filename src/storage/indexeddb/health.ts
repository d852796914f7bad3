import type { ConnectionListener, StorageHealth, StorageStatus } from '../../log/storage-status.ts'
import { askBrowser, askToPersist } from './browser-storage.ts'
import type { Connection } from './connection.ts'
import { evictionMarker } from './eviction-marker.ts'

/** Reports the state of the connection and what the browser says of the site's storage. */
export class Health implements StorageHealth {
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
    if (isKept) this.#connection.notify()
    return isKept
  }

  onChange(listener: ConnectionListener): () => void {
    return this.#connection.onChange(listener)
  }
}

/** Returns whether there was a log before, and stores the eviction marker for the next visit. */
export function historyOf(storeName: string, logId: string, isNewLog: boolean): StorageStatus['history'] {
  const before = evictionMarker.read(storeName)
  const isRemembered = before === logId || evictionMarker.write(storeName, logId)
  // Without a marker, in a worker for instance, an earlier log may have been evicted before this visit.
  if (before !== undefined && before !== logId) return 'evicted'
  if (!isNewLog) return 'known'
  return isRemembered ? 'first visit' : 'unknown'
}
