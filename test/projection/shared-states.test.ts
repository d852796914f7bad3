import { defineProjection, openMemoryEventStore, Projection } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { beforeAndAfter, type Changed } from './before-and-after.ts'

test.each([Number.NaN, 1.5, -1.5, -9, 9])('a handler changes the items of a slice that begins at %s', async (start) => {
  const { before, after } = await beforeAndAfter({ list: [{ n: 0 }, { n: 0 }, { n: 0 }] }, ({ list }) => {
    for (const item of list.slice(start)) item.n = 1
  })
  const expected = structuredClone(before.list)
  for (const item of expected.slice(start)) item.n = 1
  expect(after.list).toEqual(expected)
})

describe('parts that a handler does not change keep their identity', () => {
  test('unchanged parts of objects, arrays, maps and sets keep their identity', async () => {
    const { before, after } = await beforeAndAfter(
      {
        rows: { a: { n: 1 }, b: { n: 1 } },
        list: [{ n: 1 }, { n: 1 }],
        map: new Map([
          ['a', { n: 1 }],
          ['b', { n: 1 }],
        ]),
        set: new Set([{ n: 1 }, { n: 1 }]),
        other: { deep: [new Date(0)] },
      },
      (state) => {
        state.rows.a.n = 2
        Object.assign(state.list[0] ?? {}, { n: 2 })
        Object.assign(state.map.get('a') ?? {}, { n: 2 })
        const [first] = state.set
        Object.assign(first ?? {}, { n: 2 })
        // A read changes nothing.
        void state.other.deep[0]?.getTime()
      },
    )
    expect(before.rows).toEqual({ a: { n: 1 }, b: { n: 1 } })
    expect(after.rows).toEqual({ a: { n: 2 }, b: { n: 1 } })
    expect([...after.set]).toEqual([{ n: 2 }, { n: 1 }])
    expect(after.rows.b).toBe(before.rows.b)
    expect(after.list[1]).toBe(before.list[1])
    expect(after.map.get('b')).toBe(before.map.get('b'))
    expect([...after.set][1]).toBe([...before.set][1])
    expect(after.other).toBe(before.other)
  })

  test('a part keeps its identity if the handler stores the value that is already there', async () => {
    const { before, after } = await beforeAndAfter(
      { count: 1, row: { n: 1 }, map: new Map([['a', 1]]), set: new Set(['a']), when: new Date(5) },
      (state) => {
        state.count = 1
        state.row.n = 1
        state.row = { ...state }.row
        state.map.set('a', 1)
        state.set.add('a')
        state.when.setTime(5)
        Reflect.deleteProperty(state, 'none')
      },
    )
    expect(after).toBe(before)
  })

  test('parts keep their identity if the handler returns a new state that contains them', async () => {
    const { before, after } = await beforeAndAfter(
      { rows: { a: { n: 1 }, b: { n: 1 } }, list: [{ n: 1 }, { n: 2 }] },
      (state) => ({
        ...state,
        rows: { ...state.rows, a: { n: 2 } },
        list: state.list.filter(({ n }) => n === 2),
      }),
    )
    expect(after).toEqual({ rows: { a: { n: 2 }, b: { n: 1 } }, list: [{ n: 2 }] })
    expect(after.rows.b).toBe(before.rows.b)
    expect(after.list[0]).toBe(before.list[1])
  })

  test('items keep their identity after an array method moved them', async () => {
    const { before, after } = await beforeAndAfter({ list: [{ n: 1 }, { n: 2 }, { n: 3 }] }, ({ list }) => {
      list.reverse()
      list.splice(1, 1)
      list.unshift({ n: 0 })
      list.push({ n: 4 })
    })
    expect(after.list).toEqual([{ n: 0 }, { n: 3 }, { n: 1 }, { n: 4 }])
    expect([after.list[1], after.list[2]]).toEqual([before.list[2], before.list[0]])
    expect(after.list[1]).toBe(before.list[2])
    expect(before.list.map(({ n }) => n)).toEqual([1, 2, 3])
  })
})

test('an item that a handler reads, moves and then changes has the change in its new place', async () => {
  const { before, after } = await beforeAndAfter({ list: [{ n: 1 }, { n: 2 }, { n: 3 }] }, ({ list }) => {
    const [first] = list
    list.reverse()
    Object.assign(first ?? {}, { n: 10 })
  })
  expect(after.list).toEqual([{ n: 3 }, { n: 2 }, { n: 10 }])
  expect(before.list).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }])
})

test('a change of an object changes all its places, even those that the handler did not read', async () => {
  const row = { n: 1 }
  type Rows = { selected: { n: number }; readonly byId: { readonly a: { n: number }; readonly b: { n: number } } }
  const { before, after } = await beforeAndAfter<Rows>({ selected: row, byId: { a: row, b: { n: 1 } } }, (state) => {
    state.selected.n = 2
  })
  expect(after).toEqual({ selected: { n: 2 }, byId: { a: { n: 2 }, b: { n: 1 } } })
  expect(after.selected).toBe(after.byId.a)
  expect(after.byId.b).toBe(before.byId.b)
})

test('dates, bytes and keys of a map do not change in a returned state', async () => {
  const bytes = new Uint8Array([1, 2])
  const { before, after } = await beforeAndAfter(
    {
      when: new Date(1),
      bytes,
      view: new DataView(bytes.buffer),
      map: new Map([[{ key: 1 }, 'a']]),
      untouched: new Date(1),
    },
    (state) => {
      state.when.setTime(2)
      state.bytes[0] = 9
      for (const key of state.map.keys()) key.key = 2
      void state.untouched.getTime()
    },
  )
  expect([before.when.getTime(), before.bytes[0], [...before.map.keys()]]).toEqual([1, 1, [{ key: 1 }]])
  expect([after.when.getTime(), after.bytes[0], [...after.map.keys()]]).toEqual([2, 9, [{ key: 2 }]])
  expect(after.view.buffer).toBe(after.bytes.buffer)
  expect(after.untouched).toBe(before.untouched)
})

test('a frozen part rejects changes, and its parts that are not frozen can change', async () => {
  const { before, after } = await beforeAndAfter({ rows: Object.freeze([{ n: 1 }, { n: 1 }]) }, ({ rows }) => {
    expect(() => Reflect.apply(Array.prototype.push, rows, [{ n: 2 }])).toThrow(TypeError)
    expect(() => Object.assign(rows, { 0: { n: 2 } })).toThrow(TypeError)
    Object.assign(rows[0] ?? {}, { n: 2 })
  })
  expect(after.rows).toEqual([{ n: 2 }, { n: 1 }])
  expect(Object.isFrozen(after.rows)).toBe(true)
  expect(after.rows[1]).toBe(before.rows[1])
  expect(before.rows[0]).toEqual({ n: 1 })
})

test('handlers receive frozen objects and frozen instances of classes themselves, without a draft', async () => {
  class Money {
    readonly cents: number
    constructor(cents: number) {
      this.cents = cents
      Object.freeze(this)
    }
  }
  const deep = Object.freeze({ list: Object.freeze([Object.freeze({ n: 1 })]) })
  const { before, after } = await beforeAndAfter({ money: new Money(5), deep, count: 0 }, (state) => {
    expect(state.money).toBeInstanceOf(Money)
    expect(Object.isFrozen(state.deep.list[0])).toBe(true)
    state.count = state.money.cents
  })
  expect(after.count).toBe(5)
  expect([after.money, after.deep]).toEqual([before.money, before.deep])
  expect(after.deep).toBe(before.deep)
})

test.each<[string, object]>([
  [
    'an instance of a class',
    new (class Cart {
      items = ['a']
    })(),
  ],
  ['a function', () => {}],
  ['an object with fields that a clone drops', Object.assign(new Map(), { extra: 1 })],
])('a handler that reads %s in a returned state fails with its path', async (_, part) => {
  const reading = beforeAndAfter({ rows: { 'a b': [part] } }, ({ rows }) => void rows['a b'][0])
  // The projection copies the initial state.
  expect(await rejectionOf(reading)).toMatchObject({ code: 'InvalidArgument', argument: 'state.rows["a b"][0]' })
})

test('an instance of a class in a returned state fails the handler that reads it', async () => {
  class Cart {
    items = ['a']
  }
  const store = await openMemoryEventStore<Changed>()
  const definition = defineProjection<{ cart?: Cart }, Changed>({
    name: 'cart',
    initialState: () => ({}),
    when: {
      Changed: (state) => {
        if (state.cart) state.cart.items.push('b')
        else state.cart = new Cart()
      },
    },
  })
  const projection = new Projection(store, definition)
  await store.append('s', { type: 'Changed', data: null })
  await projection.catchUp()
  const { cart } = projection.state
  await store.append('s', { type: 'Changed', data: null })
  expect(await rejectionOf(projection.catchUp())).toMatchObject({
    code: 'ProjectionFailed',
    cause: { code: 'InvalidArgument', argument: 'state.cart' },
  })
  expect(cart?.items).toEqual(['a'])
})
