import { ifAvailable } from '../log/if-available.ts'
import { databaseName } from './indexeddb-schema.ts'

/**
 * Remembers outside IndexedDB which log a database held, so that the next visit can tell a log that the browser evicted from
 * one that never was. Chromium evicts databases and keeps this; where both go together (Firefox, Safari's seven days), the
 * next visit looks like a first one. Where the page has no `localStorage`, or may not use it, nothing is remembered.
 */
export const sentinel = {
  recall(storeName: string): string | undefined {
    return ifAvailable(() => localStorage.getItem(databaseName(storeName)))
  },

  /** @returns whether the next visit can recall it: workers have no place for it, and it can be full or denied */
  remember(storeName: string, logId: string): boolean {
    const name = databaseName(storeName)
    ifAvailable(() => localStorage.setItem(name, logId))
    return this.recall(storeName) === logId
  },

  forget(storeName: string): void {
    ifAvailable(() => localStorage.removeItem(databaseName(storeName)))
  },
}
