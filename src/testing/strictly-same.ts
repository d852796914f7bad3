/**
 * Returns whether two values are deeply equal. Distinguishes a missing field from an `undefined` one, dates by their time, and
 * instances of a class from plain objects. Maps and sets must have the same order.
 */
export function isStrictlySame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
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

function isPlain(value: object): boolean {
  return value.constructor === undefined || value.constructor === Object
}
