import type { JsonObject, JsonValue } from './domain-event.ts'
import { InvalidEvent } from './errors.ts'

/** Far less than `JSON.stringify` can take in every engine we know, far more than events have. */
const deepest = 500

/** In characters of JSON: far more than events have, and few enough for a page to hold several times on the way. */
export const largestText: number = 2 ** 24

export const tooLarge: { problem: string; remedy: string } = {
  problem: `more than ${largestText} characters of JSON`,
  remedy: 'Store what is large elsewhere, and where it is in the event',
}

/**
 * A copy of the fields of an event, every value of which `JSON.parse(JSON.stringify(value))` would give back. Each property
 * is read once: what was checked is what is kept, whatever a getter or a proxy says the next time.
 *
 * @param room how many characters of JSON it may be at the least
 * @throws {@link InvalidEvent} naming the path, such as `data.items[2].when: a Date is not JSON`
 */
export function jsonCopy(fields: object, room: number = largestText): JsonObject {
  const keys: (string | number)[] = []
  const ancestors: object[] = []

  function copyOf(value: unknown): JsonValue {
    // Each value has a comma or a bracket beside it.
    room -= typeof value === 'string' ? value.length + 3 : 2
    if (room < 0) throw new InvalidEvent({ path: `${keys[0]}`, ...tooLarge })
    const problem = problemOf(value)
    if (problem) throw refusal(problem)
    // What has no problem and is no object is text, a number, a boolean or null.
    if (typeof value !== 'object' || value === null) return value as JsonValue
    if (ancestors.includes(value)) throw refusal('a cycle is not JSON')
    if (ancestors.push(value) > deepest) {
      throw new InvalidEvent({ path: `${keys[0]}`, problem: `nested more than ${deepest} deep` })
    }
    const copy = Array.isArray(value) ? listOf(value) : objectOf(value)
    ancestors.pop()
    return copy
  }

  function objectOf(value: object): JsonObject {
    // A literal, because Chromium turns those into text three times as fast as any other object.
    const copy: { [key: string]: JsonValue } = {}
    for (const key of Object.keys(value)) {
      room -= key.length + 3
      const inner = innerOf(value, key)
      // A setter that somebody put on all objects has no say in it, and `__proto__` is a key like any other.
      if (key in copy) define(copy, key, inner, true)
      else copy[key] = inner
    }
    return withoutToJson(copy)
  }

  function listOf(value: readonly unknown[]): JsonValue[] {
    const copy: JsonValue[] = []
    const { length } = value
    for (let index = 0; index < length; index++) copy.push(innerOf(value, index))
    return withoutToJson(copy)
  }

  function innerOf(value: object, key: string | number): JsonValue {
    keys.push(key)
    const inner = copyOf((value as Record<string | number, unknown>)[key])
    keys.pop()
    return inner
  }

  function refusal(problem: string): InvalidEvent {
    return new InvalidEvent({ path: keys.reduce<string>(step, ''), problem })
  }

  try {
    return objectOf(fields)
  } catch (cause) {
    if (cause instanceof InvalidEvent) throw cause
    throw Object.assign(refusal('it cannot be read'), { cause })
  }
}

/** A `toJSON` that somebody put on all objects or lists has no say in it either. */
function withoutToJson<Copy extends object>(copy: Copy): Copy {
  if ('toJSON' in copy && !Object.hasOwn(copy, 'toJSON')) define(copy, 'toJSON', undefined, false)
  return copy
}

function define(copy: object, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(copy, key, { value, enumerable, writable: true, configurable: true })
}

function step(path: string, key: string | number): string {
  if (path === '') return `${key}`
  if (typeof key === 'number') return `${path}[${key}]`
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
}

function problemOf(value: unknown): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (Object.is(value, -0)) return '-0 is not JSON (it would come back as 0)'
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${value} is not JSON`
  if (typeof value !== 'object') return `${value === undefined ? value : `a ${typeof value}`} is not JSON`
  if (Object.getOwnPropertySymbols(value).length > 0) return 'a symbol key is not JSON'
  if (!isPlain(value)) return `a ${value.constructor?.name ?? 'class instance'} is not JSON`
  return Array.isArray(value) && !hasOnlyItems(value) ? 'an array with holes or extra keys is not JSON' : undefined
}

// Keys that are indexes come first, in order: as many keys as items, and the last index last, leave no hole and nothing else.
function hasOnlyItems(list: readonly unknown[]): boolean {
  const keys = Object.keys(list)
  return keys.length === list.length && (keys.length === 0 || keys.at(-1) === `${keys.length - 1}`)
}

// Told by the length of the prototype chain: what comes from an iframe has that page's Object and Array, plain all the same.
function isPlain(value: object): boolean {
  let ancestor: unknown = Object.getPrototypeOf(value)
  if (Array.isArray(value)) ancestor = Object.getPrototypeOf(ancestor)
  return ancestor === null || Object.getPrototypeOf(ancestor) === null
}
