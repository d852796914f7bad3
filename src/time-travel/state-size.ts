import { isBuffer } from './state-kinds.ts'

// Rough sizes in bytes of small values in JavaScript engines. A memory budget needs no exact sizes.
const perObject = 48
const perKey = 32
const perValue = 8

/** Estimates the memory of a state in bytes. Counts a buffer one time for all of its views. */
export function sizeOf(state: unknown): number {
  let bytes = 0
  const counted = new Set<object>()
  const waiting: unknown[] = [state]
  while (waiting.length > 0) {
    const value = waiting.pop()
    bytes += perValue
    if (typeof value === 'string') bytes += 2 * value.length
    if (typeof value !== 'object' || value === null || counted.has(value)) continue
    counted.add(value)
    bytes += perObject
    if (ArrayBuffer.isView(value)) waiting.push(value.buffer)
    else if (isBuffer(value)) bytes += value.byteLength
    else {
      const parts = partsOf(value)
      bytes += parts.length * (Array.isArray(value) ? 0 : perKey)
      for (const part of parts) waiting.push(part)
    }
  }
  return bytes
}

function partsOf(value: object): readonly unknown[] {
  if (value instanceof Map) return [...value.keys(), ...value.values()]
  if (value instanceof Set) return [...value]
  if (value instanceof Error) return [value.message, value.stack, value.cause]
  return value instanceof String ? [value.valueOf()] : Object.values(value)
}
