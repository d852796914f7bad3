import { attributesOf, hasParts, kindOf } from './state-kinds.ts'

/** The parts of a value. An iterator yields them, because a state may have a million parts. */
export type Parts = {
  readonly size: number
  parts(): Iterable<readonly [key: unknown, part: unknown]>
}

/**
 * Returns the parts of an object, array, map, set, error or object of the platform, with their keys. A member of a set is its own
 * key. Returns `undefined` for a value that is compared as a whole.
 */
export function partsOf(value: unknown): Parts | undefined {
  const kind = kindOf(value)
  if (!hasParts(value, kind)) return undefined
  if (isMap(value, kind) || isSet(value, kind)) return { size: value.size, parts: () => value.entries() }
  if (isDense(value)) return { size: value.length, parts: () => value.entries() }
  const names = namesIn(value, kind)
  return { size: names.length, parts: () => namedParts(value, names) }
}

function* namedParts(value: object, names: readonly PartName[]): Generator<readonly [key: unknown, part: unknown]> {
  for (const name of names) yield [name, Reflect.get(value, name)]
}

/** The key of a part that has a name or, in an array, an index. */
export type PartName = string | number

/** Returns the names of the parts of an object that is not a map or set. Holes of an array have no names. */
export function namesIn(value: object, kind: string): readonly PartName[] {
  if (kind === 'Object') return Object.keys(value)
  if (kind === 'Array') return Object.keys(value).map((key) => (isIndex(key) ? Number(key) : key))
  // A structured clone keeps no other properties of an error, except its stack, which is not compared.
  if (kind === 'Error') return ['name', 'message', ...(Object.hasOwn(value, 'cause') ? ['cause'] : [])]
  return attributesOf(value)
}

/** Returns whether a value is an array with a value at each index and no other properties. */
export function isDense(value: object): value is unknown[] {
  if (!Array.isArray(value)) return false
  const keys = Object.keys(value)
  // Indexes come first and in order. If the last index is the last key, the array therefore has no other keys.
  return keys.length === value.length && (keys.length === 0 || keys.at(-1) === String(keys.length - 1))
}

/** Returns whether an object of this kind is a map. */
export function isMap(value: object, kind: string): value is Map<unknown, unknown> {
  return kind === 'Map' && 'size' in value
}

/** Returns whether an object of this kind is a set. */
export function isSet(value: object, kind: string): value is Set<unknown> {
  return kind === 'Set' && 'size' in value
}

const largestIndex = 2 ** 32 - 2

function isIndex(key: string): boolean {
  const index = Number(key)
  return Number.isInteger(index) && index >= 0 && index <= largestIndex && String(index) === key
}
