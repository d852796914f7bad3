import { StorageUnavailable } from '../../events/errors.ts'
import { inWords } from '../../values/value-in-words.ts'

// This library uses IDBKeyRange. idb uses the other classes to distinguish the objects that it wraps.
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
 * Returns the factory for databases.
 *
 * @param given the factory from the application; default: the global `indexedDB`
 * @throws {@link StorageUnavailable} no factory is given, and the global one is missing or access to it is denied
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
    remedy: 'Pass a factory as the option indexedDB, and define its classes, such as IDBKeyRange, as globals',
  })
}

/** Checks that the globals of IndexedDB exist. @throws {@link StorageUnavailable} a global class is missing */
export function checkDatabaseGlobals(): void {
  const missing = names.filter((name) => typeof globalThis[name] !== 'function')
  if (missing.length > 0) throw classesAreMissing(missing, 'are missing')
}

/** Checks that the factory and the globals match. @throws {@link StorageUnavailable} the request is not an instance of the global class */
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

/** Returns the error for denied access. @param cause the browser's error */
export function accessDenied(cause: unknown): StorageUnavailable {
  const problem = `the browser denies access to indexedDB (${inWords(cause)})`
  const remedy = "Allow the site to store data, or let a sandboxed frame have its origin ('allow-same-origin')"
  return new StorageUnavailable({ missing: ['indexedDB'], problem, remedy }, { cause })
}
