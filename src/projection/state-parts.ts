import { InvalidArgument } from '../log/errors.ts'
import { hasOnlyItems, isPlain } from '../log/plain.ts'
import { classOf } from '../log/value-in-words.ts'
import { pathOf } from '../log/value-path.ts'

/** How an object in a state is copied: part by part, or as a whole (`'leaf'`: a date, a buffer, a blob …). */
export type PartKind = 'object' | 'array' | 'map' | 'set' | 'view' | 'leaf'

/** Where a value is in a state. */
export type StatePath = readonly (string | number)[]

/**
 * What kind of object a part of a state is.
 *
 * @param path where the object is, for the error
 * @throws {@link InvalidArgument} a structured clone would change or refuse it: a function, an instance of a class, a symbol key
 */
export function kindOf(value: object, path: StatePath): PartKind {
  if (Object.getOwnPropertySymbols(value).length > 0) throw refused(value, path, 'an object without symbol keys')
  switch (Object.getPrototypeOf(value)) {
    case Object.prototype:
    case null:
      return 'object'
    case Array.prototype:
      return 'array'
    case Map.prototype:
      return 'map'
    case Set.prototype:
      return 'set'
  }
  // An object literal or an array of another page has that page's prototypes.
  if (isPlain(value)) return Array.isArray(value) ? 'array' : 'object'
  return ArrayBuffer.isView(value) ? 'view' : 'leaf'
}

/**
 * Copies a part that is copied as a whole.
 *
 * @throws {@link InvalidArgument} a structured clone would change or refuse it
 */
export function copyOfLeaf(value: object, path: StatePath): object {
  let copy: object
  try {
    copy = structuredClone(value)
  } catch {
    throw refused(value, path)
  }
  // A structured clone turns an instance of a class into a plain object.
  if (classOf(copy) !== classOf(value)) throw refused(value, path)
  return copy
}

/** @throws {@link InvalidArgument} a view of a buffer is an instance of a class of its own, such as Node's `Buffer` */
export function checkClass(view: ArrayBufferView, path: StatePath): void {
  if (Object.prototype.toString.call(view) !== `[object ${classOf(view)}]`) throw refused(view, path)
}

/** @throws {@link InvalidArgument} always, unless the value has no parts and a structured clone keeps it */
export function checkPrimitive(value: unknown, path: StatePath): void {
  if (typeof value === 'function' || typeof value === 'symbol') throw refused(value, path)
}

/** The keys of an array that has holes or keys besides its indexes; `undefined` of all others. */
export function looseKeysOf(list: readonly unknown[]): readonly string[] | undefined {
  return hasOnlyItems(list) ? undefined : Object.keys(list)
}

const storable =
  'plain objects, arrays, Map, Set, Date and other values that structuredClone() keeps (no functions, no instances of classes)'

function refused(actual: unknown, path: StatePath, expected = storable): InvalidArgument {
  return new InvalidArgument({ argument: pathOf(['state', ...path]), expected, actual })
}
