/** Returns a whole number below a limit. */
export type Random = (limit: number) => number

/** Returns numbers that depend only on the seed. */
export function random(seed: number): Random {
  let state = seed | 0
  return (limit) => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * limit)
  }
}

export function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

/** Returns a text that is equal for states with equal content and the same frozen objects. Objects may repeat at other places. */
export function contentText(value: unknown): string {
  return canonical(value, true, false)
}

/** Returns a text that is equal for states with equal content, the same repeated objects and the same frozen objects. */
export function canonical(value: unknown, withFrozen = false, withRepeated = true): string {
  const numbers = new Map<object, number>()
  return textOf(value)

  function textOf(value: unknown): string {
    if (!isObject(value)) return `${typeof value} ${String(value)}`
    const number = numbers.get(value)
    if (number !== undefined) return `#${number}`
    numbers.set(value, numbers.size)
    const frozen = withFrozen && Object.isFrozen(value) ? 'frozen ' : ''
    const text = frozen + contentOf(value)
    if (!withRepeated) numbers.delete(value)
    return text
  }

  function contentOf(value: object): string {
    if (value instanceof Map) return `Map{${[...value].map(([key, part]) => `${textOf(key)}=>${textOf(part)}`)}}`
    if (value instanceof Set) return `Set{${[...value].map(textOf)}}`
    if (value instanceof Date) return `Date ${value.getTime()}`
    if (value instanceof ArrayBuffer) return `Buffer ${new Uint8Array(value)}`
    if (ArrayBuffer.isView(value)) return `View ${value.byteOffset} ${value.byteLength} ${textOf(value.buffer)}`
    const kind = Array.isArray(value) ? value.length : Object.getPrototypeOf(value) === null
    return `${kind}{${Object.keys(value).map((key) => `${key}:${textOf(Reflect.get(value, key))}`)}}`
  }
}
