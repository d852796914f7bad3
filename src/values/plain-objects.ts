/**
 * Returns whether a value is an object literal, an object without a prototype, or an ordinary array. Class instances are not plain.
 *
 * The check counts the prototypes in the chain, because an object from an iframe inherits from the `Object` of that frame.
 */
export function isPlain(value: object): boolean {
  let ancestor: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value)) ancestor = Object.getPrototypeOf(ancestor)
  return ancestor === null || Object.getPrototypeOf(ancestor) === null
}

/**
 * Returns whether an array has an item at every index and no other keys.
 *
 * Index keys come first, in order. An array is complete if its number of keys is its length and its last key is its last index.
 */
export function hasOnlyItems(list: readonly unknown[]): boolean {
  const keys = Object.keys(list)
  return keys.length === list.length && (keys.length === 0 || keys.at(-1) === `${keys.length - 1}`)
}

/**
 * An empty prototype without a prototype of its own. Objects that must inherit nothing use this prototype, because engines are slow with
 * objects without any prototype.
 */
export const nothing: object = Object.create(null)

/** Copies an object's own fields. Reads each field exactly one time. Properties of `Object.prototype` are ignored. */
export function ownFields<Fields extends object>(fields: Fields): Fields {
  return Object.assign(Object.create(nothing), fields)
}

/** Sets an own property. Never calls a setter on `Object.prototype`, and treats `__proto__` as an ordinary key. */
export function setOwn(copy: { [key: string]: unknown }, key: string, value: unknown): void {
  if (key in copy) Object.defineProperty(copy, key, { value, enumerable: true, writable: true, configurable: true })
  else copy[key] = value
}
