import type { JsonObject, JsonValue } from './domain-event.ts'
import { InvalidEvent } from './errors.ts'
import { setOwn } from './own-fields.ts'
import { hasOnlyItems, isPlain } from './plain.ts'
import { classOf } from './value-in-words.ts'
import { pathOf } from './value-path.ts'

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
      setOwn(copy, key, innerOf(value, key))
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
    return new InvalidEvent({ path: pathOf(keys), problem })
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
  if ('toJSON' in copy && !Object.hasOwn(copy, 'toJSON')) {
    Object.defineProperty(copy, 'toJSON', { value: undefined, writable: true, configurable: true })
  }
  return copy
}

function problemOf(value: unknown): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (Object.is(value, -0)) return '-0 is not JSON (it would come back as 0)'
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${value} is not JSON`
  if (typeof value !== 'object') return `${value === undefined ? value : `a ${typeof value}`} is not JSON`
  if (Object.getOwnPropertySymbols(value).length > 0) return 'a symbol key is not JSON'
  if (!isPlain(value)) return `a ${classOf(value) || 'class instance'} is not JSON`
  return Array.isArray(value) && !hasOnlyItems(value) ? 'an array with holes or extra keys is not JSON' : undefined
}
