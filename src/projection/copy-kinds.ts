import { InvalidArgument } from '../events/errors.ts'
import { hasOnlyItems, isPlain } from '../values/plain-objects.ts'
import { classOf, pathOf } from '../values/value-in-words.ts'
import { nodeKey } from './draft-node.ts'

/**
 * The way to copy an object in a state: part by part, or as a whole (`'leaf'`: a date, a buffer, a blob …). An `'unknown'` object
 * cannot be copied. Such an object has keys that a structured clone drops, such as a field of an `Error` or `Map`.
 */
export type CopyKind = 'object' | 'array' | 'map' | 'set' | 'view' | 'leaf' | 'unknown'

/** Returns how to copy an object. */
export function copyKindOf(value: object): CopyKind {
  if (Object.getOwnPropertySymbols(value).length > 0) return kindOfDraft(value)
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
  // An object literal or an array from another realm, such as a frame, has a different prototype.
  if (isPlain(value)) return Array.isArray(value) ? 'array' : 'object'
  if (ArrayBuffer.isView(value)) return 'view'
  return Object.keys(value).length > 0 ? 'unknown' : 'leaf'
}

/** The drafts of maps and sets have prototypes of their own, and their node under a symbol. */
function kindOfDraft(value: object): CopyKind {
  if (!(nodeKey in value)) return 'unknown'
  return value instanceof Map ? 'map' : 'set'
}

/** Returns whether a value is a date. Fake timers replace `Date` and keep its prototype. */
function isDate(value: object): boolean {
  return Object.getPrototypeOf(value) === Date.prototype
}

/** Copies an object as a whole. Returns `undefined` if a structured clone would change or reject the object. */
export function copyOfLeaf(value: object): object | undefined {
  try {
    const copy: object = structuredClone(value)
    // A structured clone turns an instance of a class into a plain object. Fake timers replace the class `Date`, so dates are compared
    // by prototype.
    return classOf(copy) === classOf(value) || isDate(value) ? copy : undefined
  } catch {
    return undefined
  }
}

/** Returns whether a view of a buffer has a built-in class of the language. Node's `Buffer` does not. */
export function isOfKnownClass(view: ArrayBufferView): boolean {
  return Object.prototype.toString.call(view) === `[object ${classOf(view)}]`
}

/** Returns a view of the same kind and range of another buffer. */
export function viewOf(view: ArrayBufferView, buffer: unknown): object {
  const length = view instanceof DataView ? view.byteLength : Reflect.get(view, 'length')
  return Reflect.construct(view.constructor, [buffer, view.byteOffset, length])
}

/** Returns whether a value is a function or a symbol, which a state cannot hold. */
export function isNoData(value: unknown): boolean {
  return typeof value === 'function' || typeof value === 'symbol'
}

/** Returns the keys of an array with holes or with keys besides its indexes. Returns `undefined` for other arrays. */
export function looseKeysOf(list: readonly unknown[]): readonly string[] | undefined {
  return hasOnlyItems(list) ? undefined : Object.keys(list)
}

const storable =
  'plain objects without symbol keys, arrays, Map, Set, Date and other values that structuredClone() keeps (no functions, no ' +
  'instances of classes)'

/** Returns the error for a value that cannot be copied. @param path the keys that lead to the value in the state */
export function notClonable(actual: unknown, path: readonly (string | number)[]): InvalidArgument {
  return new InvalidArgument({ argument: pathOf(['state', ...path]), expected: storable, actual })
}
