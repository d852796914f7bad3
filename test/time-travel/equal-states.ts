/** Returns whether two states are equal. This slow, simple definition is the reference for `stateChanges`. */
export function isEqual(one: unknown, other: unknown): boolean {
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null)
    return Object.is(one, other)
  if (tagOf(one) !== tagOf(other)) return false
  if (one instanceof Map && other instanceof Map) return areSameEntries([...one], [...other])
  if (one instanceof Set && other instanceof Set) return areSameEntries([...one], [...other])
  if (one instanceof Error && other instanceof Error) return one.name === other.name && one.message === other.message
  if (one instanceof Date || one instanceof Number || one instanceof String)
    return isEqual(one.valueOf(), other.valueOf())
  if (one instanceof RegExp) return String(one) === String(other)
  if (one instanceof ArrayBuffer && other instanceof ArrayBuffer) {
    return isEqual([...new Uint8Array(one)], [...new Uint8Array(other)])
  }
  if (Array.isArray(one) && Array.isArray(other) && one.length !== other.length) return false
  const [keys, otherKeys] = [Object.keys(one).sort(), Object.keys(other).sort()]
  if (keys.length !== otherKeys.length || keys.some((key, index) => key !== otherKeys[index])) return false
  return keys.every((key) => isEqual(Reflect.get(one, key), Reflect.get(other, key)))
}

/** Returns whether both lists have equal entries in any order. */
function areSameEntries(some: readonly unknown[], others: readonly unknown[]): boolean {
  const left = [...others]
  for (const one of some) {
    const index = left.findIndex((other) => isEqual(one, other))
    if (index === -1) return false
    left.splice(index, 1)
  }
  return left.length === 0
}

const tagOf = (value: object): string => Object.prototype.toString.call(value)
