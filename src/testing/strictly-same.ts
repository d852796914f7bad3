/**
 * Whether two values are the same, down to the last field: order counts, a missing field is not an `undefined` one,
 * `new Date(0)` is not `new Date(5)`, and an object of a class is not a plain one.
 */
export function isStrictlySame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false
  if (Object.getPrototypeOf(a) !== Object.getPrototypeOf(b)) return false
  if (a instanceof Date && b instanceof Date) return Object.is(a.getTime(), b.getTime())
  if (a instanceof RegExp || b instanceof RegExp) return String(a) === String(b)
  if (a instanceof Map || a instanceof Set) return isStrictlySame([...a], [...(b as Iterable<unknown>)])
  const keys = Reflect.ownKeys(a)
  // What shows nothing of what it holds, such as a URL or a buffer, cannot be told from another.
  if (keys.length === 0 && !isPlain(a)) return false
  if (keys.length !== Reflect.ownKeys(b).length) return false
  return keys.every((key) => Object.hasOwn(b, key) && isStrictlySame(Reflect.get(a, key), Reflect.get(b, key)))
}

function isPlain(value: object): boolean {
  return value.constructor === undefined || value.constructor === Object
}
