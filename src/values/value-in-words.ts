const longestText = 100

/** Describes any value briefly, for an error message. Calls no method of the value. */
export function valueInWords(value: unknown): string {
  try {
    if (typeof value === 'string') return textInWords(value)
    if (typeof value === 'bigint') return shortened(`${value}n`)
    if (typeof value === 'function') return 'a function'
    if (typeof value !== 'object' || value === null) return Object.is(value, -0) ? '-0' : shortened(String(value))
    if (Array.isArray(value)) return value.length === 0 ? 'an empty array' : `an array of ${value.length}`
    return dateInWords(value) ?? objectInWords(value)
  } catch {
    // A proxy can throw on every access.
    return 'an object that cannot be read'
  }
}

/** Returns the name of an object's class, or an empty text if there is no class. Ignores an own property `constructor`. */
export function classOf(value: object): string {
  const prototype: unknown = Object.getPrototypeOf(value)
  const made: unknown = typeof prototype === 'object' && prototype !== null ? Reflect.get(prototype, 'constructor') : ''
  return typeof made === 'function' ? made.name : ''
}

function textInWords(value: string): string {
  if (value.length <= longestText) return JSON.stringify(value)
  return `${JSON.stringify(value.slice(0, longestText))} … (${value.length} characters)`
}

function shortened(text: string): string {
  return text.length > longestText ? `${text.slice(0, longestText)} …` : text
}

/** Also accepts a date from an iframe. */
function dateInWords(value: object): string | undefined {
  if (Object.prototype.toString.call(value) !== '[object Date]' || classOf(value) !== 'Date') return undefined
  const time = Date.prototype.getTime.call(value)
  return Number.isNaN(time) ? 'an invalid Date' : `the Date ${new Date(time).toISOString()}`
}

function objectInWords(value: object): string {
  if (Object.getPrototypeOf(value) === null) return 'an object without a prototype'
  const name = classOf(value)
  if (name === 'Object') return 'a plain object'
  return name === '' ? 'an object of a class without a name' : `a value of class ${shortened(name)}`
}

/** Converts a thrown value to text. An application can throw anything, even a symbol or an object without `toString`. */
export function inWords(thrown: unknown): string {
  try {
    return String(thrown)
  } catch {
    return Object.prototype.toString.call(thrown)
  }
}

/** Formats the path of a nested value, such as `data.items[2].when`. */
export function pathOf(keys: readonly (string | number)[]): string {
  return keys.reduce<string>(step, '')
}

function step(path: string, key: string | number): string {
  if (path === '') return `${key}`
  if (typeof key === 'number') return `${path}[${key}]`
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `${path}.${key}` : `${path}[${JSON.stringify(key)}]`
}
