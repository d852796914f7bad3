/**
 * Returns the kind of a value, as a structured clone distinguishes it: `'number'`, `'Array'`, `'Map'`, `'Uint8Array'`. An instance of
 * a class and an object without a prototype are `'Object'`, because a clone keeps only their properties.
 */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value
  if (Array.isArray(value)) return 'Array'
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return 'Object'
  if (Object.hasOwn(value, Symbol.toStringTag)) return 'Object'
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  // A class can set any `Symbol.toStringTag`. An object of the platform has no own properties.
  return builtIn.has(kind) || ArrayBuffer.isView(value) || Object.keys(value).length === 0 ? kind : 'Object'
}

/** Kinds of objects that are compared as a whole, besides typed arrays and `DataView`s. */
const wholes = new Set([
  ...['Date', 'RegExp', 'Boolean', 'Number', 'String', 'BigInt', 'Symbol'],
  ...['ArrayBuffer', 'SharedArrayBuffer'],
])
const builtIn = new Set([...wholes, 'Map', 'Set', 'Error'])

/** Returns whether a value is compared part by part: an object, array, map, set or error, or an object of the platform. */
export function hasParts(value: unknown, kind: string = kindOf(value)): value is object {
  if (typeof value !== 'object' || value === null || wholes.has(kind)) return false
  if (kind === 'Object' || kind === 'Array' || builtIn.has(kind)) return true
  return !ArrayBuffer.isView(value) && attributesOf(value).length > 0
}

/**
 * Returns the names of the attributes of an object of the platform: size and type of a `Blob`, width and data of an `ImageData`. For
 * an event target, such as an element, it returns none, because the attributes refer to the whole page.
 */
export function attributesOf(value: object): string[] {
  const names: string[] = []
  if (value instanceof EventTarget) return names
  for (const name in value) if (typeof Reflect.get(value, name) !== 'function') names.push(name)
  return names
}

/** Returns whether two values are equal, for values that are compared as a whole. */
export function isSameWhole(one: unknown, other: unknown): boolean {
  if (Object.is(one, other)) return true
  const kind = kindOf(one)
  if (kind !== kindOf(other)) return false
  const [bytes, otherBytes] = [numbersOf(one), numbersOf(other)]
  if (!bytes || !otherBytes) return wholes.has(kind) && wholeAsText(one) === wholeAsText(other)
  if (bytes.length !== otherBytes.length || mostBytes(one) !== mostBytes(other)) return false
  for (let index = 0; index < bytes.length; index += 1) if (!Object.is(bytes[index], otherBytes[index])) return false
  return true
}

/** Returns a text that is the same for equal values, for values that are compared as a whole. `undefined`: compare by identity. */
export function wholeAsText(value: unknown): string | undefined {
  const kind = kindOf(value)
  if (kind === 'function' || kind === 'symbol') return undefined
  if (typeof value !== 'object' || value === null) return `${kind} ${exact(value)}`
  const numbers = numbersOf(value)
  if (numbers) return `${kind} ${mostBytes(value)} ${Array.from<number | bigint, string>(numbers, exact).join()}`
  if (kind === 'RegExp') return `${kind} ${String(value)} ${Reflect.get(value, 'lastIndex')}`
  return wholes.has(kind) ? `${kind} ${exact(Reflect.apply(Object(value).valueOf, value, []))}` : undefined
}

function exact(value: unknown): string {
  return Object.is(value, -0) ? '-0' : String(value)
}

/** Returns the numbers in a buffer or in a view. The parts of the buffer outside the view do not count. */
export function numbersOf(value: unknown): ArrayLike<number | bigint> | undefined {
  if (ArrayBuffer.isView(value)) {
    if (!(value instanceof DataView)) return numbersIn(value)
    return value.buffer.byteLength === 0 ? [] : new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  }
  // A buffer that was transferred has no bytes, and throws when it is read.
  return isBuffer(value) ? (value.byteLength === 0 ? [] : new Uint8Array(value)) : undefined
}

/** Returns whether a value is a buffer, shared or not. */
export function isBuffer(value: unknown): value is ArrayBufferLike {
  const kind = kindOf(value)
  return kind === 'ArrayBuffer' || kind === 'SharedArrayBuffer'
}

// All views except `DataView` are arrays of numbers.
function numbersIn(view: ArrayBufferView): ArrayLike<number | bigint> {
  return view as Uint8Array | BigInt64Array
}

/** Returns the maximum length of a resizable buffer, in bytes. */
function mostBytes(value: unknown): unknown {
  return ArrayBuffer.isView(value) ? undefined : Reflect.get(Object(value), 'maxByteLength')
}
