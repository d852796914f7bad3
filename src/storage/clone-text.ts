import { StorageFailed } from '../events/errors.ts'
import { isPlain, setOwn } from '../values/plain-objects.ts'

/** A value in the table of slots: its kind, and its content as JSON. An object refers to its parts by their index in the table. */
type Slot = readonly [kind: string, content?: unknown]

/**
 * Encodes a value as text, for an adapter whose storage holds only text. The text keeps JSON values, `Map`, `Set`, `Date`, `bigint`,
 * `undefined` and special numbers as `structuredClone` does, including shared objects and cycles.
 *
 * @throws {@link StorageFailed} the value contains another kind of value
 */
export function textOfClone(value: unknown): string {
  const slots: Slot[] = []
  const places = new Map<unknown, number>()

  function placeOf(part: unknown): number {
    const known = places.get(part)
    if (known !== undefined) return known
    const place = slots.push(['reserved']) - 1
    if (typeof part === 'object' && part !== null) places.set(part, place)
    slots[place] = slotOf(part)
    return place
  }

  function slotOf(part: unknown): Slot {
    if (part === undefined) return ['undefined']
    if (typeof part === 'bigint') return ['bigint', `${part}`]
    if (typeof part === 'number' && (!Number.isFinite(part) || Object.is(part, -0))) {
      return ['number', Object.is(part, -0) ? '-0' : `${part}`]
    }
    if (part === null || ['string', 'number', 'boolean'].includes(typeof part)) return ['json', part]
    if (part instanceof Date) return ['Date', part.getTime()]
    if (part instanceof Map) return ['Map', [...part].map(([key, inner]) => [placeOf(key), placeOf(inner)])]
    if (part instanceof Set) return ['Set', [...part].map(placeOf)]
    if (Array.isArray(part)) return ['Array', part.map(placeOf)]
    if (typeof part === 'object' && isPlain(part)) {
      return ['Object', Object.entries(part).map(([key, inner]) => [key, placeOf(inner)])]
    }
    throw new StorageFailed({ cause: new TypeError(`expected plain data, Map, Set or Date, found a ${typeof part}`) })
  }

  placeOf(value)
  return JSON.stringify(slots)
}

/**
 * Decodes a text of {@link textOfClone}.
 *
 * @throws {SyntaxError} the text is not JSON
 */
export function cloneOfText(text: string): unknown {
  const slots: Slot[] = JSON.parse(text)
  const values = new Map<number, unknown>()

  function valueAt(place: number): unknown {
    if (values.has(place)) return values.get(place)
    const [kind, content] = slots[place] ?? []
    const value = emptyOf(kind, content)
    values.set(place, value)
    if (value instanceof Map)
      for (const [key, inner] of content as [number, number][]) value.set(valueAt(key), valueAt(inner))
    else if (value instanceof Set) for (const inner of content as number[]) value.add(valueAt(inner))
    else if (Array.isArray(value)) value.push(...(content as number[]).map(valueAt))
    else if (kind === 'Object') {
      for (const [key, inner] of content as [string, number][])
        setOwn(value as Record<string, unknown>, key, valueAt(inner))
    }
    return value
  }

  return valueAt(0)
}

function emptyOf(kind: string | undefined, content: unknown): unknown {
  if (kind === 'json') return content
  if (kind === 'bigint') return BigInt(content as string)
  if (kind === 'number') return Number(content)
  if (kind === 'Date') return new Date(content as number)
  if (kind === 'Map') return new Map()
  if (kind === 'Set') return new Set()
  if (kind === 'Array') return []
  return kind === 'Object' ? {} : undefined
}
