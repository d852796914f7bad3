import { StorageFailed } from './errors.ts'

/** This environment has no IndexedDB, or the browser denies access to it. Nothing was read or written. */
export class StorageUnavailable extends StorageFailed {
  override readonly code = 'StorageUnavailable'
  /** Names of the missing or denied globals, such as `'indexedDB'` or `'IDBKeyRange'`. */
  declare readonly missing: readonly string[]

  constructor(
    found: { readonly missing: readonly string[]; readonly problem: string; readonly remedy: string },
    options: ErrorOptions = {},
  ) {
    const { missing, problem, remedy } = found
    const message = `Expected IndexedDB, but ${problem}. ${remedy}, or use openMemoryEventStore(), which keeps events in memory.`
    super(options, { message, fields: { missing } })
  }
}
