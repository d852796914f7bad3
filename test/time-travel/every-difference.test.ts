import fc from 'fast-check'
import { defineProjection, openMemoryEventStore } from 'rewindable'
import { stateChanges, Timeline } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { isEqual } from './equal-states.ts'

const differ = (one: unknown, other: unknown): boolean => stateChanges(one, other).length > 0
const bytes = (...numbers: number[]): ArrayBuffer => new Uint8Array(numbers).buffer
const sparse = (length: number, entries: Readonly<Record<number, unknown>> = {}): unknown[] => {
  const list: unknown[] = []
  for (const [index, item] of Object.entries(entries)) list[Number(index)] = item
  list.length = length
  return list
}
const withoutPrototype = (properties: object): object => Object.assign(Object.create(null), properties)
const own = (text: string): unknown => JSON.parse(text)

const values: readonly [name: string, ...(readonly (() => unknown)[])][] = [
  ['buffers', () => bytes(1), () => bytes(2), () => bytes(1, 0), () => bytes()],
  ['buffers and lists of their numbers', () => bytes(1), () => [1], () => new Uint8Array([1])],
  ['lists of numbers', () => new Uint8Array([1, 2]), () => new Int8Array([1, 2]), () => new Uint8Array([2, 1])],
  ['lists of floats', () => new Float64Array([0]), () => new Float64Array([-0]), () => new Float64Array([NaN])],
  ['lists of big integers', () => new BigInt64Array([1n]), () => new BigInt64Array([2n])],
  ['views of bytes', () => new DataView(bytes(1, 2)), () => new DataView(bytes(1, 3)), () => new Uint8Array([1, 2])],
  ['views of a part', () => new Uint8Array(bytes(1, 2, 3), 1), () => new Uint8Array(bytes(1, 2, 3), 0, 2)],
  ['blobs by type and size', () => new Blob(['a'], { type: 'a/b' }), () => new Blob(['a']), () => new Blob(['ab'])],
  ['regular expressions', () => /a/, () => /a/i, () => /b/, () => Object.assign(/a/g, { lastIndex: 1 }), () => /a/g],
  ['dates', () => new Date(0), () => new Date(1), () => new Date(NaN)],
  ['errors', () => new Error('a'), () => new Error('b'), () => new TypeError('a'), () => ({ message: 'a' })],
  ['causes of errors', () => new Error('a', { cause: 1 }), () => new Error('a', { cause: 2 }), () => new Error('a')],
  ['boxed values', () => Object(1), () => Object(2), () => 1, () => Object('1'), () => Object(1n), () => Object(true)],
  ['boxed zeros', () => Object(0), () => Object(-0), () => Object(NaN)],
  ['big integers', () => 1n, () => 2n, () => 1],
  ['zeros', () => 0, () => -0, () => NaN, () => '0', () => null, () => undefined, () => false],
  ['a missing property', () => ({}), () => ({ a: undefined }), () => ({ a: null }), () => ({ b: undefined })],
  ['holes', () => sparse(1), () => [undefined], () => [], () => sparse(2), () => sparse(2, { 0: 'a' }), () => ['a']],
  ['items behind holes', () => sparse(3, { 2: 'a' }), () => sparse(3, { 1: 'a' }), () => [undefined, undefined, 'a']],
  ['properties of lists', () => Object.assign(['a'], { b: 1 }), () => Object.assign(['a'], { b: 2 }), () => ['a']],
  ['names of the prototype', () => own('{"constructor":1}'), () => own('{"constructor":2}'), () => ({})],
  ['the prototype by name', () => own('{"__proto__":1}'), () => own('{"__proto__":{"a":1}}'), () => ({})],
  ['functions of the prototype', () => own('{"toString":1}'), () => own('{"hasOwnProperty":1}'), () => ({})],
  ['without a prototype', () => withoutPrototype({ toString: 1 }), () => withoutPrototype({}), () => new Map()],
  ['kinds of nothing', () => ({}), () => [], () => new Map(), () => new Set(), () => new Date(NaN), () => bytes()],
  ['kinds of one', () => ({ 0: 1 }), () => [1], () => new Map([[0, 1]]), () => new Map([['0', 1]]), () => new Set([1])],
  ['maps by map', () => new Map([[new Map([[1, 1]]), 1]]), () => new Map([[new Map([[1, 2]]), 1]]), () => new Map()],
  ['maps by set', () => new Map([[new Set([1]), 1]]), () => new Map([[new Set([2]), 1]])],
  ['maps by big integer', () => new Map([[{ id: 1n }, 1]]), () => new Map([[{ id: 2n }, 1]])],
  ['maps by no value', () => new Map([[{ a: undefined }, 1]]), () => new Map([[{}, 1]]), () => new Map([[[], 1]])],
  ['maps by date', () => new Map([[new Date(0), 1]]), () => new Map([[new Date(NaN), 1]]), () => new Map([[null, 1]])],
  [
    'maps by equal keys',
    () => new Map([1, 2].map((value) => [{ a: 1 }, value])),
    () => new Map([1, 1].map((value) => [{ a: 1 }, value])),
    () => new Map([[{ a: 1 }, 1]]),
  ],
  ['sets of maps', () => new Set([new Map([[1, 1]]), new Map([[2, 2]])]), () => new Set([new Map([[2, 2]])])],
  ['sets of sets', () => new Set([new Set([1]), new Set()]), () => new Set([new Set([2]), new Set()])],
  ['sets of equal members', () => new Set([{ a: 1 }, { a: 1 }]), () => new Set([{ a: 1 }]), () => new Set([{ a: 2 }])],
  ['sets of big integers', () => new Set([{ id: 1n }]), () => new Set([{ id: 2n }]), () => new Set([1n])],
  ['sets of buffers', () => new Set([bytes(1)]), () => new Set([bytes(2)]), () => new Set([new Uint8Array([1])])],
  ['sets of texts', () => new Set(['1']), () => new Set([1]), () => new Set(['a'])],
]

describe('what a state may hold', () => {
  test.each(values)('of %s, each is different from every other one and the same as its copy', (_, ...makers) => {
    for (const [index, one] of makers.entries()) {
      for (const [other, another] of makers.entries()) {
        const place = `${index} and ${other}`
        expect(differ(one(), another()), place).toBe(index !== other)
        expect(differ({ in: one() }, { in: another() }), place).toBe(index !== other)
        expect(differ(new Map([['in', one()]]), new Map([['in', another()]])), place).toBe(index !== other)
        expect(differ(new Set([one()]), new Set([another()])), place).toBe(index !== other && !bothZero(one, another))
      }
    }
  })

  test('the order of properties, entries and members does not count, nor does a class', () => {
    class Account {
      balance = 1
    }
    expect(differ({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(false)
    expect(differ(new Map(Object.entries({ a: 1, b: 2 })), new Map(Object.entries({ b: 2, a: 1 })))).toBe(false)
    expect(differ(new Set([{ a: 1, b: 2 }, [1]]), new Set([[1], { b: 2, a: 1 }]))).toBe(false)
    const numbers = (...all: number[]) => new Set(all)
    expect(differ(new Set([numbers(1, 2)]), new Set([numbers(2, 1)]))).toBe(false)
    const byEqualKeys = (...all: number[]) => new Map(all.map((value) => [{ a: 1 }, { value }]))
    expect(differ(byEqualKeys(1, 2), byEqualKeys(2, 1))).toBe(false)
    expect(differ(new Set([byEqualKeys(1, 2)]), new Set([byEqualKeys(2, 1)]))).toBe(false)
    expect(differ(new Account(), { balance: 1 })).toBe(false)
    expect(differ(withoutPrototype({ a: 1 }), { a: 1 })).toBe(false)
    expect(differ(new Error('a'), new Error('a'))).toBe(false)
  })

  test('a difference in the value at an equal key is reported at that key', () => {
    const before = new Map([[{ id: 1n }, { balance: 1 }]])
    const after = new Map([[{ id: 1n }, { balance: 2 }]])
    expect(stateChanges(before, after)).toEqual([
      { kind: 'changed', path: [{ id: 1n }, 'balance'], before: 1, after: 2 },
    ])
  })

  test('a length that no item tells is reported as a change of the length', () => {
    expect(stateChanges([], sparse(3))).toEqual([{ kind: 'changed', path: ['length'], before: 0, after: 3 }])
    expect(stateChanges(sparse(4_000_000_000, { 3999999999: 1 }), [])).toEqual([
      { kind: 'removed', path: [3_999_999_999], before: 1 },
    ])
  })

  test('keys and members that lead back to themselves are compared by what they hold', () => {
    const ring = (...names: string[]): object => {
      const people = names.map((name) => ({ name, next: {} as object }))
      for (const [index, person] of people.entries()) person.next = people[(index + 1) % people.length] ?? {}
      return people[0] ?? {}
    }
    expect(differ(new Set([ring('a', 'b')]), new Set([ring('a', 'b')]))).toBe(false)
    // Followed from one to the next, they say the same for ever.
    expect(differ(new Set([ring('a', 'a')]), new Set([ring('a')]))).toBe(false)
    expect(differ(new Set([ring('a', 'b')]), new Set([ring('a', 'c')]))).toBe(true)
    expect(differ(new Map([[ring('a', 'b'), 1]]), new Map([[ring('b', 'a'), 1]]))).toBe(true)
  })

  test('a state of many thousand levels is compared, whatever the levels are', () => {
    const nested = (levels: number, leaf: unknown, wrap: (inner: unknown) => unknown): unknown => {
      let state = leaf
      for (let level = 0; level < levels; level += 1) state = wrap(state)
      return state
    }
    const wraps: [levels: number, wrap: (inner: unknown) => unknown][] = [
      [100_000, (inner) => [inner]],
      [100_000, (inner) => new Map([['in', inner]])],
      [20_000, (inner) => new Set([inner])],
    ]
    for (const [levels, wrap] of wraps) {
      expect(differ(nested(levels, 1, wrap), nested(levels, 1, wrap))).toBe(false)
      expect(differ(nested(levels, 1, wrap), nested(levels, 2, wrap))).toBe(true)
    }
  })

  test('parts that are shared by others, level after level, are not compared once for each path', () => {
    const shared = (leaf: unknown): unknown => {
      let state: unknown = { leaf }
      for (let level = 0; level < 60; level += 1) state = { one: state, other: state }
      return state
    }
    expect(differ(shared(1), shared(1))).toBe(false)
    expect(differ(shared(1), shared(2))).toBe(true)
    expect(differ(new Set([shared(1)]), new Set([shared(1)]))).toBe(false)
    expect(differ(new Set([shared(1)]), new Set([shared(2)]))).toBe(true)
  })

  test('a change is found at the path where it is reported, also behind a key that is an object', async () => {
    const changed = defineProjection<Map<object, Error>, { type: 'Named'; data: string }>({
      name: 'names',
      initialState: () => new Map([[{ id: 1n }, new Error('none')]]),
      when: {
        Named: (names, { data }) => void (data === 'none' || names.set([...names.keys()][0] ?? {}, Error(data))),
      },
    })
    const store = await openMemoryEventStore<{ type: 'Named'; data: string }>()
    await store.append('a', [
      { type: 'Named', data: 'a' },
      { type: 'Named', data: 'none' },
    ])
    const timeline = new Timeline(store, changed)
    onTestFinished(() => timeline.stop())
    await timeline.toLive()
    const [change] = await timeline.diff(0, 1)
    expect(change).toMatchObject({ path: [{ id: 1n }, 'message'], before: 'none', after: 'a' })
    expect(await timeline.lastChange(change?.path ?? [])).toMatchObject({ globalPosition: 1 })
    expect(await timeline.lastChange([{ id: 2n }, 'message'])).toBeUndefined()
  })

  test('nothing is reported if and only if two states are equal', () => {
    fc.assert(
      fc.property(templates, leaf, leaf, (template, one, other) => {
        const [before, after] = [template(one()), template(other())]
        expect(differ(before, after)).toBe(!isEqual(before, after))
        expect(differ(after, before)).toBe(!isEqual(before, after))
        expect(stateChanges(before, structuredClone(before))).toEqual([])
      }),
      { numRuns: 500 },
    )
    fc.assert(
      fc.property(templates, templates, leaf, (one, other, value) => {
        expect(differ(one(value()), other(value()))).toBe(!isEqual(one(value()), other(value())))
      }),
      { numRuns: 500 },
    )
  })
})

/** A map and a set know one zero only. */
function bothZero(one: () => unknown, other: () => unknown): boolean {
  return one() === 0 && other() === 0
}

/** States with a hole, so that two of them differ in one place or in none. */
type Template = (value: unknown) => unknown

const leaf = fc.constantFrom<() => unknown>(
  ...[() => 0, () => -0, () => NaN, () => 1n, () => '1', () => undefined, () => null, () => new Date(NaN)],
  ...[() => bytes(1), () => bytes(2), () => new Float32Array([-0]), () => new Float32Array([0]), () => /a/g],
  ...[() => new Error('a'), () => new RangeError('a'), () => Object(0), () => Object(''), () => sparse(2), () => ({})],
  ...[() => new Map(), () => new Set(), () => [], () => [undefined], () => withoutPrototype({ toString: 1 })],
)
const name = fc.constantFrom('a', '0', '__proto__', 'constructor', 'toString', 'length', '')

const { templates } = fc.letrec<{ templates: Template }>((tie) => ({
  templates: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constant<Template>((value) => value),
    leaf.map(
      (make): Template =>
        () =>
          make(),
    ),
    fc.array(tie('templates'), { maxLength: 3 }).map(
      (all): Template =>
        (value) =>
          all.map((one) => one(value)),
    ),
    fc.array(fc.tuple(name, tie('templates')), { maxLength: 3 }).map(
      (all): Template =>
        (value) => {
          const state: object = {}
          const descriptor = { enumerable: true, configurable: true, writable: true }
          for (const [key, one] of all) Object.defineProperty(state, key, { ...descriptor, value: one(value) })
          return state
        },
    ),
    fc.array(fc.tuple(tie('templates'), tie('templates')), { maxLength: 3 }).map(
      (all): Template =>
        (value) =>
          new Map(all.map(([key, one]) => [key(value), one(value)])),
    ),
    fc.array(tie('templates'), { maxLength: 3 }).map(
      (all): Template =>
        (value) =>
          new Set(all.map((one) => one(value))),
    ),
    fc.tuple(fc.nat(2), tie('templates')).map(
      ([index, one]): Template =>
        (value) =>
          sparse(3, { [index]: one(value) }),
    ),
  ),
}))
