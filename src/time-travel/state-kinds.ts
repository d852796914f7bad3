/**
 * What a value is, told apart as finely as a structured clone tells it: `'number'`, `'Array'`, `'Map'`, `'Uint8Array'`.
 * An instance of a class is an `'Object'`, as is an object with a null prototype: of both, a clone keeps the properties alone.
 */
export function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (typeof value !== 'object') return typeof value
  if (Array.isArray(value)) return 'Array'
  const prototype: unknown = Object.getPrototypeOf(value)
  if (prototype === Object.prototype || prototype === null) return 'Object'
  if (Object.hasOwn(value, Symbol.toStringTag)) return 'Object'
  const kind = Object.prototype.toString.call(value).slice(8, -1)
  // What a class calls itself is not a kind. An object of the platform has no properties of its own.
  return builtIn.has(kind) || ArrayBuffer.isView(value) || Object.keys(value).length === 0 ? kind : 'Object'
}

/** Kinds of objects that are compared as a whole. Arrays of numbers and `DataView`s are too. */
const wholes = new Set([
  ...['Date', 'RegExp', 'Boolean', 'Number', 'String', 'BigInt', 'Symbol'],
  ...['ArrayBuffer', 'SharedArrayBuffer'],
])
const builtIn = new Set([...wholes, 'Map', 'Set', 'Error'])

/** Whether a value is compared part by part: an object, an array, a map, a set, an error, or a `Blob` and its like. */
export function hasParts(value: unknown, kind: string = kindOf(value)): value is object {
  if (typeof value !== 'object' || value === null || wholes.has(kind)) return false
  if (kind === 'Object' || kind === 'Array' || builtIn.has(kind)) return true
  return !ArrayBuffer.isView(value) && attributesOf(value).length > 0
}

/**
 * What an object of the platform says of itself: the size and type of a `Blob`, the width and the pixels of an `ImageData`.
 * An event target, such as an element of a page, has no end of such attributes and is itself alone.
 */
export function attributesOf(value: object): string[] {
  const names: string[] = []
  if (value instanceof EventTarget) return names
  for (const name in value) if (typeof Reflect.get(value, name) !== 'function') names.push(name)
  return names
}

/** Whether two values that are compared as a whole are the same. */
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

/** Says all that makes a value that is compared as a whole what it is; undefined: only the value itself does. */
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

/** What a buffer or a view of one holds. A view is what it shows, whatever else its buffer holds. */
export function numbersOf(value: unknown): ArrayLike<number | bigint> | undefined {
  if (ArrayBuffer.isView(value)) {
    if (!(value instanceof DataView)) return numbersIn(value)
    return value.buffer.byteLength === 0 ? [] : new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  }
  // A buffer that was transferred has no bytes, and throws when it is read.
  return isBuffer(value) ? (value.byteLength === 0 ? [] : new Uint8Array(value)) : undefined
}

export function isBuffer(value: unknown): value is ArrayBufferLike {
  const kind = kindOf(value)
  return kind === 'ArrayBuffer' || kind === 'SharedArrayBuffer'
}

// All views but `DataView` are lists of numbers.
function numbersIn(view: ArrayBufferView): ArrayLike<number | bigint> {
  return view as Uint8Array | BigInt64Array
}

/** How far a buffer can grow. */
function mostBytes(value: unknown): unknown {
  return ArrayBuffer.isView(value) ? undefined : Reflect.get(Object(value), 'maxByteLength')
}
