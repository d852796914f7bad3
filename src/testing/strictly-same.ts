import { isKeyedRows, type KeyedRows } from '../values/keyed-rows.ts'

/**
 * Returns whether two values are deeply equal. Distinguishes a missing field from an `undefined` one, dates by their time, and
 * instances of a class from plain objects. Maps and sets must have the same order. The rows of a collection equal a map or a plain object
 * with the same rows, in any order.
 */
export function isStrictlySame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (isKeyedRows(a)) return hasSameRows(a, b)
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime())
  if (a instanceof RegExp || b instanceof RegExp) return String(a) === String(b)
  if (a instanceof Map || a instanceof Set) return isStrictlySame([...a], [...(b as Iterable<unknown>)])
  const keys = Reflect.ownKeys(a)
  // Objects without enumerable content, such as a URL or a buffer, cannot be compared. They count as different.
  if (keys.length === 0 && !isPlain(a)) return false
  if (keys.length !== Reflect.ownKeys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && isStrictlySame(Reflect.get(a, key), Reflect.get(b, key)))
}

function hasSameRows(rows: KeyedRows<unknown>, expected: object): boolean {
  const isMap = expected instanceof Map || isKeyedRows(expected)
  if (!isMap && !isPlain(expected)) return false
  const byKey: ReadonlyMap<string, unknown> = isMap ? expected : new Map(Object.entries(expected))
  if (byKey.size !== rows.size) return false
  for (const [key, row] of rows) if (!byKey.has(key) || !isStrictlySame(row, byKey.get(key))) return false
  return true
}

function isPlain(value: object): boolean {
  return value.constructor === undefined || value.constructor === Object
}
