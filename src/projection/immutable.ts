import { copyKindOf } from './copy-kinds.ts'

/** Frozen objects whose parts are all immutable. */
const immutable = new WeakSet<object>()

/**
 * Returns whether an object never changes: it is frozen, and so are its parts. A frozen instance of a class counts as immutable with all
 * its parts. The function remembers the objects that it found immutable, so each object is examined once.
 */
export function isImmutable(value: object): boolean {
  if (!Object.isFrozen(value)) return false
  if (immutable.has(value)) return true
  const found = new Set<object>([value])
  for (const one of found) {
    if (isFrozenInstance(one)) continue
    const kind = copyKindOf(one)
    if (kind !== 'object' && kind !== 'array') return false
    for (const part of Object.values(one)) {
      if (typeof part !== 'object' || part === null || immutable.has(part)) continue
      if (!Object.isFrozen(part)) return false
      found.add(part)
    }
  }
  for (const one of found) immutable.add(one)
  return true
}

/** Returns whether an object is a frozen instance of a class of the application, or a frozen object with symbol keys. */
export function isFrozenInstance(value: object): boolean {
  if (!Object.isFrozen(value) || Object.prototype.toString.call(value) !== '[object Object]') return false
  const kind = copyKindOf(value)
  return kind === 'leaf' || kind === 'unknown'
}
