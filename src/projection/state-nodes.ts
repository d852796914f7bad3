/** Returns whether a state has at most this number of objects and parts. The count stops above the number. */
export function isSmall(state: unknown, most: number): boolean {
  let count = 0
  const waiting: unknown[] = [state]
  const counted = new Set<unknown>()
  for (let value = waiting.pop(); count <= most; value = waiting.pop()) {
    if (typeof value === 'object' && value !== null && !counted.has(value)) {
      counted.add(value)
      for (const part of partsOf(value)) {
        count += 1
        if (count > most) break
        if (typeof part === 'object') waiting.push(part)
      }
    }
    if (waiting.length === 0) return count <= most
  }
  return false
}

function* partsOf(value: object): Iterable<unknown> {
  if (ArrayBuffer.isView(value)) yield* Array.from({ length: value.byteLength })
  else if (value instanceof Map) for (const entry of value) yield* entry
  else if (value instanceof Set || Array.isArray(value)) yield* value
  else for (const key in value) yield Reflect.get(value, key)
}
