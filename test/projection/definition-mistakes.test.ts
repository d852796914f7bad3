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
import { fork, Timeline } from 'rewindable/time-travel'
import { hostProjections } from 'rewindable/worker'
import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../awaiting.ts'

type CountEvent = { readonly type: 'A' | 'B'; readonly data: number }

/** A definition as plain JavaScript may have it: what its types refuse is the point. */
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

describe('a definition is refused, when it is defined and when it is first used, with', () => {
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
    ['no handlers', { when: undefined }, 'when'],
    ['an initial state that is no function', { initialState: 0 }, 'initialState'],
    ['an empty name', { name: '' }, 'name'],
    ['a version of 0', { version: 0 }, 'version'],
  ])('%s', async (_, mistake, argument) => {
    const definition = untyped({ name: 'mistaken', initialState: () => 0, when: {}, ...mistake })
    const store = await openWithA(1)
    const error = { code: 'InvalidArgument', argument }
    expect(() => defineProjection(definition)).toThrow(expect.objectContaining(error))
    expect(() => new Projection(store, definition)).toThrow(expect.objectContaining(error))
    expect(() => new LiveProjection(store, definition)).toThrow(expect.objectContaining(error))
    expect(() => new Timeline(store, definition)).toThrow(expect.objectContaining(error))
    expect(await rejectionOf(reconstructState(store, definition))).toMatchObject(error)
  })

  test('handlers without a prototype, or missing ones, are accepted', async () => {
    const when = Object.assign(Object.create(null), { A: (count: number) => count + 1, B: undefined })
    const definition = defineProjection(untyped({ name: 'bare', initialState: () => 0, when }))
    expect(await reconstructState(await openWithA(1, 2), definition)).toBe(2)
  })
})

describe('an initial state is refused when it is', () => {
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
  ])('%s', async (_, state, argument) => {
    const definition = untyped({ name: 'mistaken', initialState: () => state, when: {} })
    const store = await openWithA()
    expect(() => new Projection(store, definition)).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', argument }),
    )
  })
})

describe('a handler is refused, and the projection stands before its event, when it', () => {
  test.each([
    ['is asynchronous', 0, async (count: number) => count + 1, /a synchronous function/],
    ['returns a promise', 0, (count: number) => Promise.resolve(count + 1), /a synchronous function/],
    ['returns a promise that rejects', 0, () => Promise.reject(new Error('later')), /a synchronous function/],
    ['returns an object that can be awaited', 0, () => ({ then: () => {} }), /a synchronous function/],
    ['returns nothing for a number', 0, () => {}, /returns the next state/],
    ['returns nothing for a text', 'a', () => undefined, /returns the next state/],
    ['returns nothing for a boolean', false, () => {}, /returns the next state/],
    ['returns nothing for a big integer', 0n, () => {}, /returns the next state/],
  ])('%s', async (_, initial, handler, says) => {
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

  test('returns a state that cannot be copied, once a later event needs a copy', async () => {
    const store = await openWithA(1)
    const definition = untyped({
      name: 'uncopyable',
      initialState: () => ({}),
      when: { A: () => ({ act: () => {} }), B: () => {} },
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

  test('null stands for no value, and a handler may leave it as it is', async () => {
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

test('a handler of a state without parts must return, by its type', () => {
  defineProjection<number, CountEvent>({
    name: 'typed',
    initialState: () => 0,
    // @ts-expect-error a number cannot be changed in place: the handler must return the next one
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

describe('two definitions of one name over one store', () => {
  const counting = (by: number) =>
    ({
      1: defineProjection<number, CountEvent>({
        name: 'count',
        initialState: () => 0,
        when: { A: (count) => count + 1 },
      }),
      10: defineProjection<number, CountEvent>({
        name: 'count',
        initialState: () => 0,
        when: { A: (count) => count + 10 },
      }),
    })[by === 1 ? 1 : 10]

  const error = { code: 'InvalidArgument', argument: 'name' }

  test('are refused while the first one is in use', async () => {
    const store = await openWithA(1, 2, 3)
    const first = new Projection(store, counting(1))
    await first.catchUp()
    await first.saveSnapshot()
    expect(() => new Projection(store, counting(10))).toThrow(expect.objectContaining(error))
    expect(() => new Timeline(store, [counting(10)])).toThrow(expect.objectContaining(error))
    expect(await rejectionOf(reconstructState(store, counting(10)))).toMatchObject(error)
    const branch = await fork(store)
    expect(await rejectionOf(reconstructState(branch, counting(10)))).toMatchObject(error)
    await branch.discard()
  })

  test('are refused in one timeline, which gives the names back', async () => {
    const store = await openWithA(1, 2, 3)
    expect(() => new Timeline(store, [counting(1), counting(10)])).toThrow(expect.objectContaining(error))
    const timeline = new Timeline(store, [counting(10)])
    await timeline.seek(2)
    expect(timeline.getSnapshot().state).toEqual([20])
    timeline.stop()
  })

  test('are refused by a worker', async () => {
    const store = await openWithA(1)
    const host = (): unknown => hostProjections(store, [counting(1), counting(10)], new EventTarget())
    expect(host).toThrow(expect.objectContaining({ code: 'InvalidArgument', argument: 'definitions' }))
  })

  test('follow each other without a snapshot of the first, once that was stopped, and the first may not come back', async () => {
    const store = await openWithA(1, 2, 3)
    const first = new LiveProjection(store, counting(1))
    const sibling = new LiveProjection(store, counting(1))
    await first.catchUp()
    await first.saveSnapshot()
    first.stop()
    first.stop()
    const second = new LiveProjection(store, counting(10))
    await eventually(() => expect(second.error).toMatchObject(error))
    sibling.stop()
    const edited = new LiveProjection(store, counting(10))
    await eventually(() => expect([edited.status, edited.state]).toEqual(['live', 30]))
    await edited.saveSnapshot()
    expect(await reconstructState(store, counting(10))).toBe(30)
    expect(await rejectionOf(reconstructState(store, counting(1)))).toMatchObject(error)
    // The one that was refused goes on by itself.
    await store.append('s', { type: 'A', data: 4 })
    await eventually(() => expect([second.status, second.state]).toEqual(['live', 40]))
    for (const live of [second, edited]) live.stop()
  })

  test('have the second live projection fail, until the first one is stopped', async () => {
    const store = await openWithA(1, 2, 3)
    const first = new LiveProjection(store, counting(1))
    await first.catchUp()
    const second = new LiveProjection(store, counting(10))
    await eventually(() => expect(second.error).toMatchObject({ code: 'InvalidArgument', argument: 'name' }))
    expect(second.status).toBe('failed')
    first.stop()
    const third = new LiveProjection(store, counting(10))
    await eventually(() => expect([third.status, third.state]).toEqual(['live', 30]))
    for (const live of [second, third]) live.stop()
  })

  test('may have different versions, or be over different stores', async () => {
    const [store, other] = [await openWithA(1, 2), await openWithA(1, 2)]
    expect(await reconstructState(store, counting(1))).toBe(2)
    expect(await reconstructState(store, { ...counting(10), version: 2 })).toBe(20)
    expect(await reconstructState(other, counting(10))).toBe(20)
  })

  test('are the same definition if they were made by the same code', async () => {
    const store = await openWithA(1, 2)
    for (let render = 0; render < 2; render += 1) expect(await reconstructState(store, counting(1))).toBe(2)
  })
})

test('an error in a definition says what to do', () => {
  const definition = untyped({ name: 'odd', initialState: () => 0, when: { *A() {} } })
  expect(() => defineProjection(definition)).toThrow(InvalidArgument)
  expect(() => defineProjection(definition)).toThrow(/when\.A: expected a function \(no generator\)/)
})
