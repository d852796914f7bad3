const longest = 80

/** A value of a state or an event on one line, as a programmer writes it. It is always text, whatever stands in it. */
export function valueInWords(value: unknown): string {
  if (typeof value === 'string') return shortened(JSON.stringify(value))
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'Invalid Date' : value.toISOString()
  if (Array.isArray(value)) return value.length === 0 ? '[]' : `[${value.length.toLocaleString('en')}]`
  if (value instanceof Map) return `Map(${value.size.toLocaleString('en')})`
  if (value instanceof Set) return `Set(${value.size.toLocaleString('en')})`
  if (isObject(value)) {
    const keys = Object.keys(value)
    return keys.length === 0 ? '{}' : shortened(`{ ${keys.slice(0, 6).join(', ')}${keys.length > 6 ? ', …' : ''} }`)
  }
  if (typeof value === 'bigint') return `${value}n`
  return shortened(String(value))
}

/** What a value consists of; undefined: it has no parts. Told one by one, since a state may have a million of them. */
export function partsOf(
  value: unknown,
): { readonly size: number; parts(): Iterable<[key: unknown, part: unknown]> } | undefined {
  if (Array.isArray(value)) return { size: value.length, parts: () => value.entries() }
  if (value instanceof Map) return { size: value.size, parts: () => value.entries() }
  if (value instanceof Set) return { size: value.size, parts: () => value.entries() }
  if (!isObject(value)) return undefined
  const keys = Object.keys(value)
  return {
    size: keys.length,
    parts: () => keys.map((key): [string, unknown] => [key, Reflect.get(value, key)]).values(),
  }
}

/** A path as a person reads it: `accounts.1.balance`. */
export function pathInWords(path: readonly unknown[]): string {
  return path.length === 0 ? 'the state' : path.map(String).join('.')
}

function isObject(value: unknown): value is object {
  return Object.prototype.toString.call(value) === '[object Object]'
}

function shortened(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}
