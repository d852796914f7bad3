import { hasOnlyItems } from '../values/plain-objects.ts'

/** Arrays that have no keys besides their indexes. */
const ordinary = new WeakSet<object>()

// For a large object, engines copy key by key faster than with a spread.
const largeObject = 500

/** Copies a plain object or an array. The copy has the same parts. */
export function shallowCopyOf(value: object): object {
  if (Array.isArray(value)) return copyOfArray(value)
  const bare = Object.getPrototypeOf(value) === null
  const keys = Object.keys(value)
  if (keys.length < largeObject || Object.hasOwn(value, '__proto__')) {
    return bare ? { __proto__: null, ...value } : { ...value }
  }
  const copy = bare ? Object.create(null) : {}
  for (const key of keys) copy[key] = Reflect.get(value, key)
  return copy
}

/** Copies an array. Examines each array for other keys once, because that takes longer than a copy. */
function copyOfArray(value: unknown[]): unknown[] {
  const copy = value.slice()
  if (ordinary.has(value) || hasOnlyItems(value)) ordinary.add(copy)
  else Object.assign(copy, value)
  return copy
}

/** Notes that an array may have received another key. */
export function noteKey(copy: object, key: PropertyKey): void {
  if (Array.isArray(copy) && typeof key === 'string' && String(Number(key)) !== key) ordinary.delete(copy)
}
