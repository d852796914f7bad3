import fc from 'fast-check'
import { defineProjection, openMemoryEventStore } from 'rewindable'
import { stateChanges, Timeline } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { bytes, distinctValues, sparse, withoutPrototype } from './distinct-values.ts'
import { isEqual } from './equal-states.ts'

const differ = (one: unknown, other: unknown): boolean => stateChanges(one, other).length > 0

describe('differences between all supported values', () => {
  test.each(distinctValues)(
    'stateChanges distinguishes %s and treats each value as equal to its copy',
    (_, ...makers) => {
      for (const [index, one] of makers.entries()) {
        for (const [other, another] of makers.entries()) {
          const place = `${index} and ${other}`
          expect(differ(one(), another()), place).toBe(index !== other)
          expect(differ({ in: one() }, { in: another() }), place).toBe(index !== other)
          expect(differ(new Map([['in', one()]]), new Map([['in', another()]])), place).toBe(index !== other)
          expect(differ(new Set([one()]), new Set([another()])), place).toBe(index !== other && !bothZero(one, another))
        }
      }
    },
  )

  test('stateChanges ignores the class and the order of properties, entries and members', () => {
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

  test('stateChanges reports a changed value of an equal object key at that key', () => {
    const before = new Map([[{ id: 1n }, { balance: 1 }]])
    const after = new Map([[{ id: 1n }, { balance: 2 }]])
    expect(stateChanges(before, after)).toEqual([
      { kind: 'changed', path: [{ id: 1n }, 'balance'], before: 1, after: 2 },
    ])
  })

  test('stateChanges reports trailing holes of an array as a change of the length', () => {
    expect(stateChanges([], sparse(3))).toEqual([{ kind: 'changed', path: ['length'], before: 0, after: 3 }])
    expect(stateChanges(sparse(4_000_000_000, { 3999999999: 1 }), [])).toEqual([
      { kind: 'removed', path: [3_999_999_999], before: 1 },
    ])
  })

  test('stateChanges compares cyclic keys and members by their content', () => {
    const ring = (...names: string[]): object => {
      const people = names.map((name) => ({ name, next: {} as object }))
      for (const [index, person] of people.entries()) person.next = people[(index + 1) % people.length] ?? {}
      return people[0] ?? {}
    }
    expect(differ(new Set([ring('a', 'b')]), new Set([ring('a', 'b')]))).toBe(false)
    // A walk along these cycles returns the same values forever.
    expect(differ(new Set([ring('a', 'a')]), new Set([ring('a')]))).toBe(false)
    expect(differ(new Set([ring('a', 'b')]), new Set([ring('a', 'c')]))).toBe(true)
    expect(differ(new Map([[ring('a', 'b'), 1]]), new Map([[ring('b', 'a'), 1]]))).toBe(true)
  })

  test('stateChanges compares states with many thousand levels of any kind', () => {
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

  test('stateChanges compares each part that is shared on every level exactly once', () => {
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

  test('lastChange finds a change at each path that stateChanges reports, even below an object key', async () => {
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

  test('stateChanges reports nothing if and only if two random states are equal', () => {
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

/** Returns whether both values are 0 or -0. Maps and sets treat them as the same key. */
function bothZero(one: () => unknown, other: () => unknown): boolean {
  return one() === 0 && other() === 0
}

/** A state with one open place. Two states from one template differ only in that place. */
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
