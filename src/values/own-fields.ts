/**
 * An empty prototype without a prototype of its own. Objects that must inherit nothing use it, because engines are slow with objects
 * that have no prototype at all.
 */
export const nothing: object = Object.create(null)

/** Copies an object's own fields and reads each once. Properties of `Object.prototype` are ignored. */
export function ownFields<Fields extends object>(fields: Fields): Fields {
  return Object.assign(Object.create(nothing), fields)
}

/** Sets an own property. It never calls a setter on `Object.prototype`, and it treats `__proto__` as an ordinary key. */
export function setOwn(copy: { [key: string]: unknown }, key: string, value: unknown): void {
  if (key in copy) Object.defineProperty(copy, key, { value, enumerable: true, writable: true, configurable: true })
  else copy[key] = value
}
