import { hasOnlyItems, isPlain, setOwn } from '../values/plain-objects.ts'
import { classOf, pathOf } from '../values/value-in-words.ts'
import type { JsonObject, JsonValue } from './domain-event.ts'
import { InvalidEvent } from './errors.ts'

/** `JSON.stringify` accepts far deeper values in every tested engine. Real events are far less deep. */
const deepest = 500

/** A number of characters of JSON. Real events are far smaller, and a page can hold several copies of this size. */
export const largestText: number = 2 ** 24

export const tooLarge: { problem: string; remedy: string } = {
  problem: `more than ${largestText} characters of JSON`,
  remedy: 'Store large data elsewhere, and store a reference to it in the event',
}

/**
 * Copies the fields of an event. `JSON.parse(JSON.stringify(copy))` returns an equal value. The function reads each property exactly one
 * time, so a getter or a proxy cannot change a value after its check.
 *
 * @param room the largest size of the JSON text, in characters
 * @throws {@link InvalidEvent} a value is not JSON; the error names its path, such as `data.items[2].when: a Date is not JSON`
 */
export function jsonCopy(fields: object, room: number = largestText): JsonObject {
  const keys: (string | number)[] = []
  const ancestors: object[] = []

  function copyOf(value: unknown): JsonValue {
    // Each value needs one more character: a comma or a bracket.
    room -= typeof value === 'string' ? value.length + 3 : 2
    if (room < 0) throw new InvalidEvent({ path: `${keys[0]}`, ...tooLarge })
    const problem = problemOf(value)
    if (problem) throw refusal(problem)
    // A valid value that is not an object is text, a number, a boolean or null.
    if (typeof value !== 'object' || value === null) return value as JsonValue
    if (ancestors.includes(value)) throw refusal('a cyclic reference is not JSON')
    if (ancestors.push(value) > deepest) {
      throw new InvalidEvent({ path: `${keys[0]}`, problem: `nested more than ${deepest} levels deep` })
    }
    const copy = Array.isArray(value) ? listOf(value) : objectOf(value)
    ancestors.pop()
    return copy
  }

  function objectOf(value: object): JsonObject {
    // Creates an object literal, because Chromium stringifies literals three times as fast as other objects.
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
    throw Object.assign(refusal('the value cannot be read'), { cause })
  }
}

/** Hides an inherited `toJSON`, so that code that extends `Object.prototype` cannot change the stored JSON. */
function withoutToJson<Copy extends object>(copy: Copy): Copy {
  if ('toJSON' in copy && !Object.hasOwn(copy, 'toJSON')) {
    Object.defineProperty(copy, 'toJSON', { value: undefined, writable: true, configurable: true })
  }
  return copy
}

function problemOf(value: unknown): string | undefined {
  if (value === null || typeof value === 'string' || typeof value === 'boolean') return undefined
  if (Object.is(value, -0)) return '-0 is not JSON (JSON turns it into 0)'
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : `${value} is not JSON`
  if (typeof value !== 'object') return `${value === undefined ? value : `a ${typeof value}`} is not JSON`
  if (Object.getOwnPropertySymbols(value).length > 0) return 'a symbol key is not JSON'
  if (!isPlain(value)) return `a ${classOf(value) || 'class instance'} is not JSON`
  return Array.isArray(value) && !hasOnlyItems(value) ? 'an array with holes or extra keys is not JSON' : undefined
}
