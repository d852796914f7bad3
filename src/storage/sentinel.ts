import { databaseName } from './indexeddb-schema.ts'

/**
 * Remembers outside IndexedDB which log a database held, so that the next visit can tell a log that the browser evicted from
 * one that never was. Chromium evicts databases and keeps this; where both go together (Firefox, Safari's seven days), the
 * next visit looks like a first one.
 */
export const sentinel = {
  /** Whether there is a place to remember in: workers have none, and some people switch it off. */
  get isKept(): boolean {
    return storage() !== undefined
  },

  recall(storeName: string): string | undefined {
    return storage()?.getItem(databaseName(storeName)) ?? undefined
  },

  remember(storeName: string, logId: string): void {
    try {
      storage()?.setItem(databaseName(storeName), logId)
    } catch {
      // Full, or switched off: then the next visit does not know.
    }
  },

  forget(storeName: string): void {
    storage()?.removeItem(databaseName(storeName))
  },
}

function storage(): Storage | undefined {
  try {
    return globalThis.localStorage
  } catch {
    return undefined
  }
}
