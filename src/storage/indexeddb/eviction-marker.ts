import { ifAvailable } from '../../platform/if-available.ts'
import { databaseName } from './schema.ts'

/**
 * Stores in `localStorage` which log a database held, so that the next visit can distinguish an evicted log from a first visit. Chromium
 * evicts databases and keeps `localStorage`. Where both are evicted together (Firefox, Safari's seven days), the next visit looks like a
 * first one. Without `localStorage`, nothing is stored.
 */
export const evictionMarker = {
  read(storeName: string): string | undefined {
    return ifAvailable(() => localStorage.getItem(databaseName(storeName)))
  },

  /** @returns whether the next visit can read it: workers have no `localStorage`, and it can be full or denied */
  write(storeName: string, logId: string): boolean {
    const name = databaseName(storeName)
    ifAvailable(() => localStorage.setItem(name, logId))
    return this.read(storeName) === logId
  },

  clear(storeName: string): void {
    ifAvailable(() => localStorage.removeItem(databaseName(storeName)))
  },
}
