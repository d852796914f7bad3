import { ifAvailable } from '../../platform/if-available.ts'
import { databaseName } from './schema.ts'

/**
 * Stores the id of a database's log in `localStorage`. The next visit can then distinguish an evicted log from a first visit. Chromium
 * evicts databases and keeps `localStorage`. Firefox and Safari evict both together, and then the next visit looks like a first visit.
 * Without `localStorage`, the class stores nothing.
 */
export const evictionMarker = {
  read(storeName: string): string | undefined {
    return ifAvailable(() => localStorage.getItem(databaseName(storeName)))
  },

  /** @returns whether the next visit can read the marker: workers have no `localStorage`, and it can be full or denied */
  write(storeName: string, logId: string): boolean {
    const name = databaseName(storeName)
    ifAvailable(() => localStorage.setItem(name, logId))
    return this.read(storeName) === logId
  },

  clear(storeName: string): void {
    ifAvailable(() => localStorage.removeItem(databaseName(storeName)))
  },
}
