import fc from 'fast-check'
import { stateChanges } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'

describe('stateChanges', () => {
  test.each<[string, unknown, unknown, unknown[]]>([
    ['a number', 1, 2, [{ kind: 'changed', path: [], before: 1, after: 2 }]],
    [
      'properties',
      { same: 1, less: 2, more: 3 },
      { same: 1, more: 30, other: 4 },
      [
        { kind: 'removed', path: ['less'], before: 2 },
        { kind: 'added', path: ['other'], after: 4 },
        { kind: 'changed', path: ['more'], before: 3, after: 30 },
      ],
    ],
    [
      'items of lists',
      { list: ['a', { b: 1 }, 'c'] },
      { list: ['a', { b: 2 }] },
      [
        { kind: 'removed', path: ['list', 2], before: 'c' },
        { kind: 'changed', path: ['list', 1, 'b'], before: 1, after: 2 },
      ],
    ],
    [
      'entries of maps',
      new Map<unknown, unknown>([
        [1, { a: 1 }],
        ['gone', 0],
      ]),
      new Map<unknown, unknown>([
        [1, { a: 2 }],
        ['1', 0],
      ]),
      [
        { kind: 'removed', path: ['gone'], before: 0 },
        { kind: 'added', path: ['1'], after: 0 },
        { kind: 'changed', path: [1, 'a'], before: 1, after: 2 },
      ],
    ],
    [
      'entries of maps whose keys are objects',
      new Map([[{ x: 1 }, 'a']]),
      new Map([[{ x: 1 }, 'b']]),
      [{ kind: 'changed', path: [{ x: 1 }], before: 'a', after: 'b' }],
    ],
    [
      'members of sets',
      new Set(['stays', 'goes']),
      new Set(['stays', 'comes']),
      [
        { kind: 'removed', path: ['goes'], before: 'goes' },
        { kind: 'added', path: ['comes'], after: 'comes' },
      ],
    ],
    [
      'dates',
      { at: new Date(5), same: new Date(7) },
      { at: new Date(6), same: new Date(7) },
      [{ kind: 'changed', path: ['at'], before: new Date(5), after: new Date(6) }],
    ],
    ['values of another type', { a: [] }, { a: {} }, [{ kind: 'changed', path: ['a'], before: [], after: {} }]],
    ['null and zero', { a: null }, { a: 0 }, [{ kind: 'changed', path: ['a'], before: null, after: 0 }]],
    ['text and number', { a: '1' }, { a: 1 }, [{ kind: 'changed', path: ['a'], before: '1', after: 1 }]],
  ])('stateChanges reports changes of %s', (_, before, after, changes) => {
    expect(stateChanges(before, after)).toEqual(changes)
    expect(stateChanges(before, before)).toEqual([])
    expect(stateChanges(before, structuredClone(before))).toEqual([])
  })

  test('stateChanges finds a change at any depth', () => {
    const nested = (depth: number, leaf: unknown): unknown => {
      let state = leaf
      for (let level = 0; level < depth; level += 1) state = { in: state }
      return state
    }
    const [change, ...others] = stateChanges(nested(12_000, 1), nested(12_000, 2))
    expect([change?.path.length, others]).toEqual([12_000, []])
  })

  test('stateChanges reports a change of a shared object at each of its paths', () => {
    const state = (balance: number): unknown => {
      const ada = { balance }
      return { chosen: ada, accounts: [ada] }
    }
    expect(stateChanges(state(1), state(2)).map(({ path }) => path)).toEqual([
      ['chosen', 'balance'],
      ['accounts', 0, 'balance'],
    ])
  })

  test('stateChanges reports the changes in cyclic states without following a cycle twice', () => {
    const branch = (balance: number): unknown => {
      const accounts: { balance: number; of?: unknown }[] = [{ balance }, { balance: 5 }]
      const branch = { name: 'North', accounts }
      for (const account of accounts) account.of = branch
      return branch
    }
    expect(stateChanges(branch(1), branch(1))).toEqual([])
    expect(stateChanges(branch(1), branch(2))).toEqual([
      { kind: 'changed', path: ['accounts', 0, 'balance'], before: 1, after: 2 },
    ])
  })

  test('stateChanges compares each object once in states where all objects refer to each other', () => {
    const everyone = (size: number): unknown => {
      const people = Array.from({ length: 40 }, (_, index) => ({
        size: index === 39 ? size : 1,
        knows: [] as unknown[],
      }))
      for (const person of people) person.knows = people
      return people
    }
    expect(stateChanges(everyone(1), everyone(2))).toMatchObject([{ before: 1, after: 2 }])
    const others = (size: number): unknown => {
      const people = Array.from({ length: 40 }, () => ({ size, knows: [] as unknown[] }))
      for (const person of people) person.knows = people.filter((other) => other !== person)
      return people
    }
    expect(stateChanges(others(1), others(2))).toHaveLength(40)
  })

  test('stateChanges finds a change in a list of 200,001 items', () => {
    const many = (last: number): unknown => ({ list: [...new Array<number>(200_000).fill(0), last] })
    expect(stateChanges(many(1), many(2))).toEqual([{ kind: 'changed', path: ['list', 200_000], before: 1, after: 2 }])
  })

  test('stateChanges returns no changes if and only if two states are equal', () => {
    const state = fc.anything({ withMap: true, withSet: true, withDate: true, withNullPrototype: false, maxDepth: 3 })
    fc.assert(
      fc.property(state, state, (one, other) => {
        expect(stateChanges(one, structuredClone(one))).toEqual([])
        const isSame = stateChanges([one], [other]).length === 0
        expect(stateChanges([other], [one]).length === 0).toBe(isSame)
      }),
    )
  })
})
