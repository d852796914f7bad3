import type { DomainEvent, EventStore, NewEvent } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import type { StreamAppend } from '../derived-types.ts'
import { inMemory, newName } from '../open-stores.ts'
import { expectNothingPolluted, expectSameAfterRoundTrip } from './exactness.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('unreadable events')

/** An event that the types reject and that plain JavaScript can still pass. */
function eventWith(data: unknown): NewEvent {
  return { type: 'Noted', data } as NewEvent
}

/** Returns a getter that returns each answer once, and then the last one again and again. */
function answering(...answers: unknown[]): () => unknown {
  return () => (answers.length > 1 ? answers.shift() : answers[0])
}

function withGetter(get: () => unknown, key = 'amount'): object {
  return Object.defineProperty({ note: 'kept' }, key, { get, enumerable: true, configurable: true })
}

function throwing(): never {
  throw new Error('the getter throws')
}

async function storedAs(event: NewEvent): Promise<{ store: EventStore; data: unknown }> {
  const store = await inMemory(newName())
  await store.append('s', event)
  return { store, data: (await store.readStream('s')).events[0]?.data }
}

const later: readonly [what: string, value: unknown][] = [
  ['a Date', new Date(0)],
  ['undefined', undefined],
  ['minus zero', -0],
  ['infinity', Number.POSITIVE_INFINITY],
  ['a function', () => 1],
  ['an object with toJSON', { toJSON: () => 'altered' }],
  ['another number', 2],
  ['a larger object', { amount: { amount: 1 } }],
]

describe('values that change between check and write', () => {
  test.each(later)('a store writes the checked value of a getter that returns 1 and then %s', async (_, value) => {
    const { store, data } = await storedAs(eventWith(withGetter(answering(1, value))))
    expect(data).toEqual({ note: 'kept', amount: 1 })
    await expectSameAfterRoundTrip(inMemory, store)
    tried()
  })

  test.each(later)('a store writes the checked value of a proxy that returns 1 and then %s', async (_, value) => {
    const answer = answering(1, value)
    const { data } = await storedAs(eventWith(new Proxy({ amount: 0 }, { get: () => answer() })))
    expect(data).toEqual({ amount: 1 })
    tried()
  })

  test('if a list changes while a store reads the list, the store writes the checked items', async () => {
    const answer = answering(1, 2, 3, -0)
    const list = new Proxy([0, 0], { get: (target, key) => (key === 'length' ? target.length : answer()) })
    expect((await storedAs(eventWith(list))).data).toEqual([1, 2])
    tried()
  })

  test('if an event changes while a store reads the event, the store writes the checked fields', async () => {
    const event = Object.defineProperties(
      {},
      {
        type: { get: answering('Noted', ''), enumerable: true },
        data: { get: answering({ amount: 1 }, new Date(0)), enumerable: true },
        metadata: { get: answering({ a: 1 }, 'none'), enumerable: true },
        id: { get: answering('one', 2), enumerable: true },
      },
    )
    const { store } = await storedAs(event as NewEvent)
    const [stored] = (await store.readStream('s')).events
    expect(stored).toMatchObject({ id: 'one', type: 'Noted', data: { amount: 1 }, metadata: { a: 1 } })
    tried(4)
  })

  test('a store ignores changes to an event after the call', async () => {
    const store = await inMemory(newName())
    const data = { amount: 1, list: [1] }
    const appended = store.append('s', { type: 'Noted', data })
    data.amount = 2
    data.list.push(2)
    expect((await appended).events[0]?.data).toEqual({ amount: 1, list: [1] })
    tried()
  })

  test('a store writes keys such as __proto__ unchanged', async () => {
    const data = JSON.parse('{"__proto__":{"a":1},"toJSON":{"a":1},"constructor":null,"__defineSetter__":1}')
    expect(JSON.stringify((await storedAs(eventWith(data))).data)).toBe(JSON.stringify(data))
    expectNothingPolluted()
    tried()
  })
})

const revoked = Proxy.revocable({}, {})
revoked.revoke()

const unreadable: readonly [what: string, data: unknown, path: string][] = [
  ['a getter that throws', withGetter(throwing), 'data.amount'],
  ['a getter that throws, deep inside', [{ a: withGetter(throwing, '__proto__') }], 'data[0].a.__proto__'],
  ['a getter that throws a value that is not an Error', withGetter(() => Promise.reject.call(null)), 'data.amount'],
  ['a proxy that was revoked', { a: revoked.proxy }, 'data.a'],
  ['a proxy whose keys throw', new Proxy({}, { ownKeys: throwing }), 'data'],
  ['a proxy whose prototype throws', new Proxy({}, { getPrototypeOf: throwing }), 'data'],
  ['a proxy whose values throw', new Proxy({ a: 1 }, { get: throwing }), 'data.a'],
  ['a list whose length throws', new Proxy([], { get: throwing }), 'data'],
  ['a list with a wrong length', new Proxy([1], { get: (_, key) => (key === 'length' ? 2 ** 40 : 1) }), 'data'],
  ['a class whose name is a symbol', { a: Object.create({ constructor: { name: Symbol('s') } }, {}) }, 'data.a'],
  ['a list of two thousand million holes', Array(2 ** 31), 'data'],
  ['a list that is longer than its items', Object.assign([1], { length: 3 }), 'data'],
  ['a list with a hole and another key', Object.assign(Object.assign([1, 2, 3], { x: 1 }), [1]), 'data'],
  ['a getter that nests endlessly', endless(), 'data'],
  ['ten times ten times ten … the same list', tens(9), 'data'],
  ['a string above the limit', 'x'.repeat(2 ** 24 + 1), 'data'],
  ['a string that exceeds the limit when it is escaped', '\0'.repeat(2 ** 22), 'event'],
]

function endless(): object {
  return withGetter(endless)
}

/** Nested lists that are small in memory and huge as text. */
function tens(levels: number): unknown {
  return levels === 0 ? 1 : Array(10).fill(tens(levels - 1))
}

describe('unreadable events', () => {
  test.each(unreadable)('append rejects %s in an event, with its path', async (_, data, path) => {
    const store = await inMemory(newName())
    expect(await rejectionOf(store.append('s', eventWith(data)))).toMatchObject({ code: 'InvalidEvent', path })
    expect(await store.lastPosition()).toBe(0)
    tried()
  })

  test('the InvalidEvent of an unreadable event has the original error as cause', async () => {
    const store = await inMemory(newName())
    const refusal = await rejectionOf(store.append('s', eventWith(withGetter(throwing))))
    expect(refusal).toMatchObject({ cause: { message: 'the getter throws' } })
  })

  test.each<[what: string, event: unknown]>([
    ['an event whose fields throw', withGetter(throwing, 'data')],
    ['a revoked proxy as event', [revoked.proxy]],
    ['an event that inherits its type', Object.create({ type: 'Noted', data: 1 })],
    ['a list in a list', [[]]],
    ['a function', Object.assign(() => 1, { type: 'Noted', data: 1 })],
    ['text', 'Noted'],
    ['a String object as type', { type: new String('Noted'), data: 1 }],
    ['an object with toString as id', { type: 'Noted', data: 1, id: { toString: () => 'id' } }],
  ])('append rejects %s with InvalidEvent', async (_, event) => {
    const store = await inMemory(newName())
    expect(await rejectionOf(store.append('s', event as NewEvent))).toMatchObject({ code: 'InvalidEvent' })
    expect(await store.lastPosition()).toBe(0)
    tried()
  })
})

describe('invalid calls of append', () => {
  const event: DomainEvent = { type: 'Noted', data: 1 }

  test.each<[what: string, events: unknown]>([
    ['a list with a hole', Array(1)],
    ['a list with a hole before an event', Object.assign(Array(2), { 1: event })],
    ['a list with undefined', [undefined]],
    ['a list of lists', [[event]]],
  ])('append rejects events that are %s, and writes nothing', async (_, events) => {
    const store = await inMemory(newName())
    const refusal = await rejectionOf(store.append('s', events as NewEvent[]))
    expect(refusal).toMatchObject({ code: 'InvalidEvent', path: 'event' })
    expect(await store.lastPosition()).toBe(0)
    tried()
  })

  test.each<[what: string, appends: unknown]>([
    ['null', [null]],
    ['a hole', Array(1)],
    ['a hole before an append', Object.assign(Array(2), { 1: { streamId: 's', events: [event] } })],
    ['text', ['s']],
    ['a String object as stream id', [{ streamId: new String('s'), events: [event] }]],
  ])('appendBatch rejects appends with %s, and writes nothing', async (_, appends) => {
    const store = await inMemory(newName())
    expect(await rejectionOf(store.appendBatch(appends as StreamAppend[]))).toMatchObject({ code: 'InvalidArgument' })
    expect(await store.lastPosition()).toBe(0)
    tried()
  })

  test.each<[what: string, getter: PropertyDescriptor]>([
    ['a version that changes', { get: answering(0, 'any') }],
    ['a version that becomes an object', { get: answering(0, {}) }],
  ])('append uses the checked value of %s', async (_, getter) => {
    const store = await inMemory(newName())
    await store.append('s', event)
    const options = Object.defineProperty({}, 'expectedVersion', { ...getter, enumerable: true })
    expect(await rejectionOf(store.append('s', event, options))).toMatchObject({ code: 'ConcurrencyConflict' })
    expect(await store.lastPosition()).toBe(1)
    tried()
  })

  test('appendBatch uses the checked value of a stream id that changes', async () => {
    const store = await inMemory(newName())
    const append: StreamAppend = Object.defineProperty({ streamId: '', events: [event] }, 'streamId', {
      get: answering('first', 'second'),
      enumerable: true,
    })
    await store.appendBatch([append])
    expect([await store.streamVersion('first'), await store.lastPosition()]).toEqual([1, 1])
    tried()
  })
})
