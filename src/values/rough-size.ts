/** A value counts as this many bytes, without its characters. */
const bytesOfValue = 16

/**
 * Returns the approximate size of a value in memory, in bytes. A repeated object counts once.
 *
 * @param most the count ends here, because the exact size of a larger value does not matter
 */
export function roughSize(value: unknown, most: number): number {
  const counted = new Set<object>()
  const left: unknown[] = [value]
  let size = 0
  while (left.length > 0 && size < most) {
    const next = left.pop()
    size += bytesOfValue
    if (typeof next === 'string') size += 2 * next.length
    if (typeof next !== 'object' || next === null || counted.has(next)) continue
    counted.add(next)
    if (next instanceof Map) for (const entry of next) left.push(...entry)
    else if (next instanceof Set) for (const member of next) left.push(member)
    else if (ArrayBuffer.isView(next)) size += next.byteLength
    else for (const key of Object.keys(next)) left.push(Reflect.get(next, key))
  }
  return Math.min(size, most)
}
