import { StorageFailed } from './errors.ts'

/** IndexedDB is missing in this environment, or the browser denies access to it. Nothing was read or written. */
export class StorageUnavailable extends StorageFailed {
  override readonly code = 'StorageUnavailable'
  /** The names of the globals that are missing or denied: `['indexedDB']`, or others of IndexedDB such as `'IDBKeyRange'`. */
  declare readonly missing: readonly string[]

  constructor(
    found: { readonly missing: readonly string[]; readonly problem: string; readonly remedy: string },
    options: ErrorOptions = {},
  ) {
    const { missing, problem, remedy } = found
    const message = `Expected IndexedDB here, but ${problem}. ${remedy}, or use openMemoryEventStore(), which keeps events in memory.`
    super(options, { message, fields: { missing } })
  }
}
