/**
 * What objects inherit from that are to inherit nothing: empty, and itself without a prototype. Engines are slow with objects that
 * have none at all.
 */
export const nothing: object = Object.create(null)

/** A copy of an object's own fields, each read once: what somebody put on all objects is not among them. */
export function ownFields<Fields extends object>(fields: Fields): Fields {
  return Object.assign(Object.create(nothing), fields)
}

/**
 * Sets a property of a copy that is being made. A setter on `Object.prototype` is not called, and `__proto__` is a key like any
 * other.
 */
export function setOwn(copy: { [key: string]: unknown }, key: string, value: unknown): void {
  if (key in copy) Object.defineProperty(copy, key, { value, enumerable: true, writable: true, configurable: true })
  else copy[key] = value
}
