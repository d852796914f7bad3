import { StorageUnavailable } from '../../events/storage-unavailable.ts'
import { inWords } from '../../values/error-text.ts'

// Key ranges are ours; the others are what idb looks for to know what it wraps.
const names = [
  'IDBKeyRange',
  'IDBRequest',
  'IDBDatabase',
  'IDBTransaction',
  'IDBObjectStore',
  'IDBIndex',
  'IDBCursor',
] as const

/**
 * The factory of the databases, which every call needs.
 *
 * @param given by the application
 * @throws {@link StorageUnavailable} none is given, and this environment has none or denies access to it
 */
export function databaseFactory(given: IDBFactory | undefined): IDBFactory {
  if (given) return given
  let found: IDBFactory | null | undefined
  try {
    found = globalThis.indexedDB
  } catch (error) {
    throw accessDenied(error)
  }
  if (found) return found
  throw new StorageUnavailable({
    missing: ['indexedDB'],
    problem: 'the global indexedDB is missing',
    remedy: 'Pass a factory as the option indexedDB, with its classes such as IDBKeyRange as globals',
  })
}

/** @throws {@link StorageUnavailable} this environment lacks classes of IndexedDB that an open database is used with */
export function checkDatabaseGlobals(): void {
  const missing = names.filter((name) => typeof globalThis[name] !== 'function')
  if (missing.length > 0) throw classesAreMissing(missing, 'are missing')
}

/** @throws {@link StorageUnavailable} the classes of IndexedDB here are not those of the factory that made the request */
export function checkIsOfGlobals(request: IDBOpenDBRequest): void {
  if (!(request instanceof IDBRequest)) throw classesAreMissing(names, 'belong to another implementation')
}

function classesAreMissing(missing: readonly string[], fault: string): StorageUnavailable {
  const problem = `these globals, which the factory indexedDB needs, ${fault}: ${missing.join(', ')}`
  return new StorageUnavailable({
    missing,
    problem,
    remedy: 'Define them as globals, from the same implementation as the factory',
  })
}

/** What the browser denied access with, as an error of ours. */
export function accessDenied(cause: unknown): StorageUnavailable {
  const problem = `the browser denies access to indexedDB (${inWords(cause)})`
  const remedy = "Allow the site to store data, or let a sandboxed frame have its origin ('allow-same-origin')"
  return new StorageUnavailable({ missing: ['indexedDB'], problem, remedy }, { cause })
}
