// What is deeply frozen stays so, and states of one projection share most of it.
const known = new WeakSet<object>()

/**
 * Whether nobody can change a value, nor anything in it: a primitive, or plain data that is frozen all the way down. A `Map`, a `Set`
 * or a `Date` can be changed however frozen it is.
 */
export function isDeeplyFrozen(value: unknown): boolean {
  const objects = new Set<object>()
  const add = (one: unknown): void => {
    if (typeof one === 'object' && one !== null && !known.has(one)) objects.add(one)
  }
  add(value)
  // Those that are added meanwhile have their turn too.
  for (const one of objects) {
    if (!Object.isFrozen(one) || !isPlain(one)) return false
    Object.values(one).forEach(add)
  }
  for (const one of objects) known.add(one)
  return true
}

function isPlain(value: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null || Array.isArray(value)
}
