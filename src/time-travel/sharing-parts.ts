import { shallowCopyOf } from '../projection/shallow-copy.ts'
import { isKeyedRows, type KeyedRows, keyedRows } from '../values/keyed-rows.ts'
import { hasOnlyItems, isPlain, setOwn } from '../values/plain-objects.ts'
import { isObject } from './compared-parts.ts'
import { blockSize } from './keyframes.ts'

// Two states near each other differ in few parts. A comparison of more parts could take longer than a frame.
const mostParts = 50_000
const deepest = 200

/** States, one for each projection, and their position. */
type StatesAt = { readonly position: number; readonly states: readonly unknown[] }

/** Returns the next states to show. If they are near the shown ones, they share equal parts with them. */
export function statesSharing(shown: StatesAt, next: StatesAt): readonly unknown[] {
  if (Math.abs(next.position - shown.position) > blockSize) return next.states
  return next.states.map((state, index) => sharingParts(shown.states[index], state))
}

/**
 * Returns a state with the parts of another state where both are equal. Two folds of the same events make equal parts that are not
 * identical. A view that shows one state after the other then draws only the parts that differ.
 *
 * An object that occurs at two places of the state, or that contains itself, can become two equal objects. So views only show the
 * result, and no fold continues from it.
 *
 * The function compares plain objects, arrays, maps and rows, and skips parts that are identical. It returns `next` as it is if the
 * states differ in too many parts.
 */
function sharingParts(shown: unknown, next: unknown): unknown {
  try {
    return new Sharing().of(shown, next, 0)
  } catch (error) {
    if (error instanceof TooManyParts) return next
    throw error
  }
}

class TooManyParts extends Error {}

class Sharing {
  #parts = 0

  of(shown: unknown, next: unknown, depth: number): unknown {
    if (Object.is(shown, next) || !isObject(shown) || !isObject(next)) return next
    this.#count(1)
    if (depth === deepest) throw new TooManyParts()
    return this.#compared(shown, next, depth + 1)
  }

  #compared(shown: object, next: object, depth: number): object {
    if (isKeyedRows(shown) && isKeyedRows(next)) return this.#rows(shown, next, depth)
    if (Object.isFrozen(shown) !== Object.isFrozen(next)) return next
    if (isMap(shown) && isMap(next)) return this.#map(shown, next, depth)
    if (isDate(shown) && isDate(next)) return Object.is(shown.getTime(), next.getTime()) ? shown : next
    return areAlike(shown, next) ? this.#named(shown, next, depth) : next
  }

  #named(shown: object, next: object, depth: number): object {
    const keys = Object.keys(next)
    this.#count(keys.length)
    const replaced: [string, unknown][] = []
    const shownKeys = Object.keys(shown)
    let isSame = keys.length === shownKeys.length
    for (const [index, key] of keys.entries()) {
      // The order of keys is a part of the state.
      if (shownKeys[index] !== key) isSame = false
      const part: unknown = Reflect.get(next, key)
      const old: unknown = Object.hasOwn(shown, key) ? Reflect.get(shown, key) : undefined
      const result = this.of(old, part, depth)
      if (!Object.is(result, part)) replaced.push([key, result])
      if (!Object.is(result, old) || (old === undefined && !Object.hasOwn(shown, key))) isSame = false
    }
    if (isSame) return shown
    return replaced.length === 0 ? next : withParts(next, replaced)
  }

  #map(shown: ReadonlyMap<unknown, unknown>, next: ReadonlyMap<unknown, unknown>, depth: number): object {
    this.#count(next.size)
    const replaced: [unknown, unknown][] = []
    const shownKeys = shown.keys()
    let isSame = shown.size === next.size
    for (const [key, part] of next) {
      const shownKey = shownKeys.next()
      if (shownKey.done || !Object.is(shownKey.value, key)) isSame = false
      const old = shown.get(key)
      const result = this.of(old, part, depth)
      if (!Object.is(result, part)) replaced.push([key, result])
      if (!Object.is(result, old) || (old === undefined && !shown.has(key))) isSame = false
    }
    if (isSame) return shown
    if (replaced.length === 0) return next
    const copy = new Map(next)
    for (const [key, part] of replaced) copy.set(key, part)
    return copy
  }

  #rows(shown: KeyedRows<unknown>, next: KeyedRows<unknown>, depth: number): object {
    // One difference more than allowed ends the comparison.
    const differences = shown[keyedRows].differencesTo(next, mostParts - this.#parts + 1)
    this.#count(differences.length)
    const changes = new Map<string, unknown>()
    for (const [key, before, after] of differences) {
      const result = this.of(before, after, depth)
      if (!Object.is(result, before)) changes.set(key, result)
    }
    return changes.size === 0 ? shown : shown[keyedRows].withChanges(changes)
  }

  #count(parts: number): void {
    this.#parts += parts
    if (this.#parts > mostParts) throw new TooManyParts()
  }
}

/** Returns a copy of a part of a state with some of its parts replaced. The copy is frozen if the part is. */
function withParts(whole: object, replaced: readonly (readonly [key: string, part: unknown])[]): object {
  // Plain objects and arrays have their parts by key.
  const copy = shallowCopyOf(whole) as { [key: string]: unknown }
  for (const [key, part] of replaced) setOwn(copy, key, part)
  return Object.isFrozen(whole) ? Object.freeze(copy) : copy
}

/** Returns whether both are plain objects of the same kind, or arrays without holes and further keys. */
function areAlike(shown: object, next: object): boolean {
  if (Object.getPrototypeOf(shown) !== Object.getPrototypeOf(next) || !isPlain(next)) return false
  if (Object.getOwnPropertySymbols(next).length + Object.getOwnPropertySymbols(shown).length > 0) return false
  return !Array.isArray(next) || (hasOnlyItems(next) && Array.isArray(shown) && hasOnlyItems(shown))
}

function isMap(value: object): value is ReadonlyMap<unknown, unknown> {
  return Object.getPrototypeOf(value) === Map.prototype && Object.keys(value).length === 0
}

function isDate(value: object): value is Date {
  return Object.getPrototypeOf(value) === Date.prototype && Object.keys(value).length === 0
}
