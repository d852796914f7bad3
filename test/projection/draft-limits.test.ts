import { expect, test } from 'vitest'
import { beforeAndAfter } from './before-and-after.ts'

test('a draft that a handler keeps cannot change a returned state', async () => {
  const kept: { n: number }[] = []
  const { after } = await beforeAndAfter({ row: { n: 1 }, map: new Map([['a', 1]]) }, (state) => {
    kept.push(state.row)
    state.row.n = 2
  })
  expect(() => Object.assign(kept[0] ?? {}, { n: 3 })).toThrow(/while the handler runs/)
  expect([after.row, kept[0]?.n]).toEqual([{ n: 2 }, 2])
})

test('`Object.freeze` and `structuredClone` of a draft throw, because neither works with a proxy', async () => {
  await beforeAndAfter({ row: { n: 1 }, map: new Map([['a', 1]]) }, (state) => {
    expect(() => Object.freeze(state.row)).toThrow(/cannot be frozen/)
    for (const part of [state.row, state.map]) expect(() => structuredClone(part)).toThrow(/clone/)
  })
})

test('the methods of new browsers work on drafts of maps and sets', async () => {
  if (!('union' in Set.prototype)) return
  const { after } = await beforeAndAfter<{ set: Set<string> }>({ set: new Set(['a', 'b']) }, (state) => {
    const union: unknown = Reflect.get(Set.prototype, 'union')
    expect(union).toBeTypeOf('function')
    state.set = Reflect.apply(Reflect.get(state.set, 'union'), state.set, [new Set(['c'])])
  })
  expect([...after.set]).toEqual(['a', 'b', 'c'])
})

test('a handler can return a part of the state, or a state that contains itself', async () => {
  type Node = { readonly n: number; next?: Node }
  const part = await beforeAndAfter<Node>({ n: 1, next: { n: 2 } }, ({ next }) => next)
  expect(part.after).toBe(part.before.next)
  const { before, after } = await beforeAndAfter<Node>({ n: 1 }, (state) => {
    state.next = state
  })
  expect(after.next).toBe(after)
  expect(before).toEqual({ n: 1 })
})
