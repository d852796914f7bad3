/** Returns a buffer with these bytes. */
export const bytes = (...numbers: number[]): ArrayBuffer => new Uint8Array(numbers).buffer

/** Returns an array with holes. */
export const sparse = (length: number, entries: Readonly<Record<number, unknown>> = {}): unknown[] => {
  const list: unknown[] = []
  for (const [index, item] of Object.entries(entries)) list[Number(index)] = item
  list.length = length
  return list
}

/** Returns an object with these properties and no prototype. */
export const withoutPrototype = (properties: object): object => Object.assign(Object.create(null), properties)

const own = (text: string): unknown => JSON.parse(text)

/** Makers of values that are all different from each other within one list. */
export const distinctValues: readonly [name: string, ...(readonly (() => unknown)[])][] = [
  ['buffers', () => bytes(1), () => bytes(2), () => bytes(1, 0), () => bytes()],
  ['buffers and number arrays', () => bytes(1), () => [1], () => new Uint8Array([1])],
  ['typed arrays of integers', () => new Uint8Array([1, 2]), () => new Int8Array([1, 2]), () => new Uint8Array([2, 1])],
  ['typed arrays of floats', () => new Float64Array([0]), () => new Float64Array([-0]), () => new Float64Array([NaN])],
  ['typed arrays of big integers', () => new BigInt64Array([1n]), () => new BigInt64Array([2n])],
  ['views of bytes', () => new DataView(bytes(1, 2)), () => new DataView(bytes(1, 3)), () => new Uint8Array([1, 2])],
  ['views of a part of a buffer', () => new Uint8Array(bytes(1, 2, 3), 1), () => new Uint8Array(bytes(1, 2, 3), 0, 2)],
  ['blobs by type and size', () => new Blob(['a'], { type: 'a/b' }), () => new Blob(['a']), () => new Blob(['ab'])],
  ['regular expressions', () => /a/, () => /a/i, () => /b/, () => Object.assign(/a/g, { lastIndex: 1 }), () => /a/g],
  ['dates', () => new Date(0), () => new Date(1), () => new Date(NaN)],
  ['errors', () => new Error('a'), () => new Error('b'), () => new TypeError('a'), () => ({ message: 'a' })],
  ['causes of errors', () => new Error('a', { cause: 1 }), () => new Error('a', { cause: 2 }), () => new Error('a')],
  ['boxed values', () => Object(1), () => Object(2), () => 1, () => Object('1'), () => Object(1n), () => Object(true)],
  ['boxed zeros', () => Object(0), () => Object(-0), () => Object(NaN)],
  ['big integers', () => 1n, () => 2n, () => 1],
  ['zeros', () => 0, () => -0, () => NaN, () => '0', () => null, () => undefined, () => false],
  ['missing properties', () => ({}), () => ({ a: undefined }), () => ({ a: null }), () => ({ b: undefined })],
  ['holes', () => sparse(1), () => [undefined], () => [], () => sparse(2), () => sparse(2, { 0: 'a' }), () => ['a']],
  ['items after holes', () => sparse(3, { 2: 'a' }), () => sparse(3, { 1: 'a' }), () => [undefined, undefined, 'a']],
  [
    'extra properties of arrays',
    () => Object.assign(['a'], { b: 1 }),
    () => Object.assign(['a'], { b: 2 }),
    () => ['a'],
  ],
  ['own properties named "constructor"', () => own('{"constructor":1}'), () => own('{"constructor":2}'), () => ({})],
  ['own properties named "__proto__"', () => own('{"__proto__":1}'), () => own('{"__proto__":{"a":1}}'), () => ({})],
  [
    'own properties named like inherited methods',
    () => own('{"toString":1}'),
    () => own('{"hasOwnProperty":1}'),
    () => ({}),
  ],
  ['objects without a prototype', () => withoutPrototype({ toString: 1 }), () => withoutPrototype({}), () => new Map()],
  [
    'empty values of different types',
    () => ({}),
    () => [],
    () => new Map(),
    () => new Set(),
    () => new Date(NaN),
    () => bytes(),
  ],
  [
    'single-entry values of different types',
    () => ({ 0: 1 }),
    () => [1],
    () => new Map([[0, 1]]),
    () => new Map([['0', 1]]),
    () => new Set([1]),
  ],
  [
    'maps with map keys',
    () => new Map([[new Map([[1, 1]]), 1]]),
    () => new Map([[new Map([[1, 2]]), 1]]),
    () => new Map(),
  ],
  ['maps with set keys', () => new Map([[new Set([1]), 1]]), () => new Map([[new Set([2]), 1]])],
  ['maps with big integers in keys', () => new Map([[{ id: 1n }, 1]]), () => new Map([[{ id: 2n }, 1]])],
  ['maps with empty keys', () => new Map([[{ a: undefined }, 1]]), () => new Map([[{}, 1]]), () => new Map([[[], 1]])],
  [
    'maps with date keys',
    () => new Map([[new Date(0), 1]]),
    () => new Map([[new Date(NaN), 1]]),
    () => new Map([[null, 1]]),
  ],
  [
    'maps with equal object keys',
    () => new Map([1, 2].map((value) => [{ a: 1 }, value])),
    () => new Map([1, 1].map((value) => [{ a: 1 }, value])),
    () => new Map([[{ a: 1 }, 1]]),
  ],
  ['sets of maps', () => new Set([new Map([[1, 1]]), new Map([[2, 2]])]), () => new Set([new Map([[2, 2]])])],
  ['sets of sets', () => new Set([new Set([1]), new Set()]), () => new Set([new Set([2]), new Set()])],
  ['sets of equal members', () => new Set([{ a: 1 }, { a: 1 }]), () => new Set([{ a: 1 }]), () => new Set([{ a: 2 }])],
  ['sets of big integers', () => new Set([{ id: 1n }]), () => new Set([{ id: 2n }]), () => new Set([1n])],
  ['sets of buffers', () => new Set([bytes(1)]), () => new Set([bytes(2)]), () => new Set([new Uint8Array([1])])],
  ['sets of strings', () => new Set(['1']), () => new Set([1]), () => new Set(['a'])],
]
