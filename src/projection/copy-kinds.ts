import { InvalidArgument } from '../events/errors.ts'
import { hasOnlyItems, isPlain } from '../values/plain.ts'
import { classOf } from '../values/value-in-words.ts'
import { pathOf } from '../values/value-path.ts'

/**
 * How an object in a state is copied: part by part, or as a whole (`'leaf'`: a date, a buffer, a blob …). An `'unknown'` object
 * cannot be copied: it has keys that a structured clone drops, such as a field of an `Error` or of a `Map`.
 */
export type CopyKind = 'object' | 'array' | 'map' | 'set' | 'view' | 'leaf' | 'unknown'

export function copyKindOf(value: object): CopyKind {
  if (Object.getOwnPropertySymbols(value).length > 0) return 'unknown'
  switch (Object.getPrototypeOf(value)) {
    case Object.prototype:
    case null:
      return 'object'
    case Array.prototype:
      return 'array'
    case Map.prototype:
      return Object.keys(value).length > 0 ? 'unknown' : 'map'
    case Set.prototype:
      return Object.keys(value).length > 0 ? 'unknown' : 'set'
  }
  // An object literal or an array of another page has that page's prototypes.
  if (isPlain(value)) return Array.isArray(value) ? 'array' : 'object'
  if (ArrayBuffer.isView(value)) return 'view'
  return Object.keys(value).length > 0 ? 'unknown' : 'leaf'
}

/** Also true for the class `Date` of fake timers. */
function isDate(value: object): boolean {
  return Object.getPrototypeOf(value) === Date.prototype
}

/** Copies an object as a whole. @returns undefined: a structured clone would change or reject it */
export function copyOfLeaf(value: object): object | undefined {
  try {
    const copy: object = structuredClone(value)
    // A structured clone turns an instance of a class into a plain object. Fake timers replace the class of dates.
    return classOf(copy) === classOf(value) || isDate(value) ? copy : undefined
  } catch {
    return undefined
  }
}

/** Whether a view of a buffer has a class of the language. Node's `Buffer` does not. */
export function isOfKnownClass(view: ArrayBufferView): boolean {
  return Object.prototype.toString.call(view) === `[object ${classOf(view)}]`
}

/** Whether a value without parts cannot be in a state. */
export function isNoData(value: unknown): boolean {
  return typeof value === 'function' || typeof value === 'symbol'
}

/** The keys of an array that has holes, or keys besides its indexes; undefined: it has neither. */
export function looseKeysOf(list: readonly unknown[]): readonly string[] | undefined {
  return hasOnlyItems(list) ? undefined : Object.keys(list)
}

const storable =
  'plain objects without symbol keys, arrays, Map, Set, Date and other values that structuredClone() keeps (no functions, no ' +
  'instances of classes)'

/** The error for a value that cannot be copied. @param path where in the state it is */
export function refused(actual: unknown, path: readonly (string | number)[]): InvalidArgument {
  return new InvalidArgument({ argument: pathOf(['state', ...path]), expected: storable, actual })
}
