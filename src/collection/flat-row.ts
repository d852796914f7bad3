/**
 * Copies a row whose fields are all primitive values, or returns a primitive row. A copy of such a row costs less than a draft. Returns
 * `undefined` for other rows.
 */
export function flatCopy<Row>(row: Row): Row | undefined {
  if (typeof row !== 'object' || row === null) return isPrimitive(row) ? row : undefined
  if (Object.getPrototypeOf(row) !== Object.prototype) return undefined
  for (const key in row) if (!isPrimitive(row[key])) return undefined
  return { ...row }
}

/** Returns whether two rows are the same, or are objects with the same fields in the same order. */
export function hasSameFields(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  if (Object.getPrototypeOf(one) !== Object.prototype || Object.getPrototypeOf(other) !== Object.prototype) return false
  const [keys, otherKeys] = [Object.keys(one), Object.keys(other)]
  if (keys.length !== otherKeys.length) return false
  return keys.every(
    (key, index) => key === otherKeys[index] && Object.is(Reflect.get(one, key), Reflect.get(other, key)),
  )
}

function isPrimitive(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function' && typeof value !== 'symbol')
}
