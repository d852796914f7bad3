import { isKeyedRows, keyedRows } from '../values/keyed-rows.ts'
import { isBuffer } from './state-kinds.ts'

// Rough sizes in bytes of small values in JavaScript engines. A memory budget needs no exact sizes.
const perObject = 48
const perKey = 32
const perValue = 8

/**
 * Estimates the memory of a state in bytes. Counts a buffer one time for all of its views.
 *
 * @param shared a state in memory; parts of it do not count. The time then grows only with the objects that are not in it
 */
export function sizeOf(state: unknown, shared?: unknown): number {
  let bytes = 0
  const counted = new Set<object>()
  const waiting: [value: unknown, shared: unknown][] = [[state, shared]]
  for (let pair = waiting.pop(); pair; pair = waiting.pop()) {
    const [value, other] = pair
    bytes += perValue
    if (Object.is(value, other)) continue
    if (typeof value === 'string') bytes += 2 * value.length
    if (typeof value !== 'object' || value === null || counted.has(value)) continue
    counted.add(value)
    bytes += perObject
    if (ArrayBuffer.isView(value)) waiting.push([value.buffer, ArrayBuffer.isView(other) ? other.buffer : undefined])
    else if (isBuffer(value)) bytes += value.byteLength
    else {
      const parts = partsOf(value)
      bytes += parts.length * (Array.isArray(value) ? 0 : perKey)
      bytes +=
        perValue * pushUnshared(waiting, parts, typeof other === 'object' && other !== null ? partsOf(other) : [])
    }
  }
  return bytes
}

/** Adds the parts that are not in another list. @returns the number of parts in both */
function pushUnshared(
  waiting: [value: unknown, shared: unknown][],
  parts: readonly unknown[],
  others: readonly unknown[],
): number {
  let shared = 0
  let all: Set<unknown> | undefined
  for (const [index, part] of parts.entries()) {
    const other = others[index]
    let isShared = part === other
    if (!isShared && others.length > 0) {
      // A removed part moves all parts after it.
      all ??= new Set(others)
      isShared = all.has(part)
    }
    if (isShared) shared += 1
    else waiting.push([part, other])
  }
  return shared
}

function partsOf(value: object): readonly unknown[] {
  if (isKeyedRows(value)) return [value[keyedRows].nodes]
  if (value instanceof Map) return [...value.keys(), ...value.values()]
  if (value instanceof Set) return [...value]
  if (value instanceof Error) return [value.message, value.stack, value.cause]
  return value instanceof String ? [value.valueOf()] : Object.values(value)
}
