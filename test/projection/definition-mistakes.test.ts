import {
  defineProjection,
  InvalidArgument,
  LiveProjection,
  openMemoryEventStore,
  Projection,
  type ProjectionDefinition,
  ProjectionFailed,
  reconstructState,
} from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'

type CountEvent = { readonly type: 'A' | 'B'; readonly data: number }

/** Returns a definition that the types reject and that plain JavaScript can still pass. */
function untyped(definition: object): ProjectionDefinition<unknown, CountEvent> {
  return definition as ProjectionDefinition<unknown, CountEvent>
}

async function openWithA(...data: number[]) {
  const store = await openMemoryEventStore<CountEvent>()
  if (data.length > 0)
    await store.append(
      's',
      data.map((one) => ({ type: 'A', data: one })),
    )
  return store
}

describe('a mistake in a definition', () => {
  class Handlers {
    A(count: number): number {
      return count + 1
    }
  }
  test.each([
    ['a generator as a handler', { when: { *A() {} } }, 'when.A'],
    ['a handler that is not a function', { when: { A: 'add' } }, 'when.A'],
    ['handlers that are methods of a class', { when: new Handlers() }, 'when'],
    ['handlers that an object inherits', { when: Object.create({ A: (count: number) => count + 1 }) }, 'when'],
    ['a list of handlers', { when: [(count: number) => count] }, 'when'],
    ['missing handlers', { when: undefined }, 'when'],
    ['an initial state that is not a function', { initialState: 0 }, 'initialState'],
    ['an empty name', { name: '' }, 'name'],
    ['a version of 0', { version: 0 }, 'version'],
  ])(
    'a definition with %s throws InvalidArgument when it is defined and when it is used',
    async (_, mistake, argument) => {
      const definition = untyped({ name: 'mistaken', initialState: () => 0, when: {}, ...mistake })
      const store = await openWithA(1)
      const error = { code: 'InvalidArgument', argument }
      expect(() => defineProjection(definition)).toThrow(expect.objectContaining(error))
      expect(() => new Projection(store, definition)).toThrow(expect.objectContaining(error))
      expect(() => new LiveProjection(store, definition)).toThrow(expect.objectContaining(error))
      expect(() => new Timeline(store, definition)).toThrow(expect.objectContaining(error))
      expect(await rejectionOf(reconstructState(store, definition))).toMatchObject(error)
    },
  )

  test('a definition may have handlers without a prototype, and undefined handlers', async () => {
    const when = Object.assign(Object.create(null), { A: (count: number) => count + 1, B: undefined })
    const definition = defineProjection(untyped({ name: 'bare', initialState: () => 0, when }))
    expect(await reconstructState(await openWithA(1, 2), definition)).toBe(2)
  })
})

describe('an invalid initial state', () => {
  class Money {
    readonly amount = 1
  }
  test.each([
    ['undefined', undefined, 'initialState'],
    ['an instance of a class', { wallet: [new Money()] }, 'state.wallet[0]'],
    ['a function', { act: () => {} }, 'state.act'],
    ['a promise', Promise.resolve(1), 'initialState'],
    ['a promise inside', { later: Promise.resolve(1) }, 'state.later'],
    ['a weak map', { known: new WeakMap() }, 'state.known'],
    ['a symbol', { kind: Symbol('kind') }, 'state.kind'],
    ['an object with a symbol key', { list: [{ [Symbol.for('key')]: 1 }] }, 'state.list[0]'],
    ['a map of instances of a class', new Map([['ada', new Money()]]), 'state.ada'],
    ['a subclass of Map', new (class Accounts extends Map {})(), 'state'],
  ])('an initial state that is or contains %s throws InvalidArgument with its path', async (_, state, argument) => {
    const definition = untyped({ name: 'mistaken', initialState: () => state, when: {} })
    const store = await openWithA()
    expect(() => new Projection(store, definition)).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', argument }),
    )
  })
})

describe('a mistake in a handler', () => {
  test.each([
    ['is asynchronous', 0, async (count: number) => count + 1, /a synchronous function/],
    ['returns a promise', 0, (count: number) => Promise.resolve(count + 1), /a synchronous function/],
    ['returns a promise that rejects', 0, () => Promise.reject(new Error('later')), /a synchronous function/],
    ['returns an object that can be awaited', 0, () => ({ then: () => {} }), /a synchronous function/],
    ['returns undefined for a number', 0, () => {}, /returns the next state/],
    ['returns undefined for a text', 'a', () => undefined, /returns the next state/],
    ['returns undefined for a boolean', false, () => {}, /returns the next state/],
    ['returns undefined for a big integer', 0n, () => {}, /returns the next state/],
  ])('a handler that %s fails the projection before its event', async (_, initial, handler, says) => {
    const definition = untyped({ name: 'mistaken', initialState: () => initial, when: { B: handler } })
    const store = await openWithA(1)
    await store.append('s', { type: 'B', data: 1 })
    const projection = new Projection(store, definition)
    const error = await rejectionOf(projection.catchUp())
    expect(error).toBeInstanceOf(ProjectionFailed)
    expect(error).toMatchObject({ position: 2, eventType: 'B', cause: { code: 'InvalidArgument', argument: 'when.B' } })
    expect(String(error)).toMatch(says)
    expect([projection.position, projection.state]).toEqual([1, initial])
  })

  test('a part of a state that cannot be copied fails the next handler that reads it after the state was returned', async () => {
    const store = await openWithA(1)
    const definition = untyped({
      name: 'uncopyable',
      initialState: () => ({}),
      when: {
        A: () => ({ act: () => {} }),
        B: (state: { act: unknown }) => {
          void state.act
        },
      },
    })
    const projection = new Projection(store, definition)
    await projection.catchUp()
    expect(projection.state).toMatchObject({ act: expect.any(Function) })
    await store.append('s', { type: 'B', data: 1 })
    expect(await rejectionOf(projection.catchUp())).toMatchObject({
      code: 'ProjectionFailed',
      cause: { code: 'InvalidArgument', argument: 'state.act' },
    })
  })

  test('a handler may return undefined to keep a null state, although null has no parts to change', async () => {
    const store = await openWithA(1, 2)
    const selected = defineProjection<{ id: number } | null, CountEvent>({
      name: 'selected',
      initialState: () => null,
      when: {
        A: (state, { data }) => {
          if (state) state.id += data
        },
        B: () => null,
      },
    })
    expect(await reconstructState(store, selected)).toBeNull()
  })
})

test('the type of a handler for a primitive state requires a return value', () => {
  defineProjection<number, CountEvent>({
    name: 'typed',
    initialState: () => 0,
    // @ts-expect-error a handler cannot change a number in place, so it must return the next number
    when: { A: () => {} },
  })
  defineProjection<{ count: number }, CountEvent>({
    name: 'typed',
    initialState: () => ({ count: 0 }),
    when: {
      A: (state) => {
        state.count += 1
      },
    },
  })
})

test('the error for an invalid definition names the fix', () => {
  const definition = untyped({ name: 'odd', initialState: () => 0, when: { *A() {} } })
  expect(() => defineProjection(definition)).toThrow(InvalidArgument)
  expect(() => defineProjection(definition)).toThrow(/when\.A: expected a function that is not a generator/)
})
