import { InvalidEvent, type NewEvent } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { inMemory, newName } from '../open-stores.ts'

/** JavaScript callers can pass data that the types forbid. */
function eventWith(data: unknown): NewEvent {
  return { type: 'Noted', data } as NewEvent
}

function nested(depth: number): unknown {
  let value: unknown = 'the bottom'
  for (let level = 0; level < depth; level += 1) value = level % 2 === 0 ? [value] : { value }
  return value
}

function withHole(): unknown[] {
  const list: unknown[] = ['first', 'second', 'third']
  delete list[1]
  return Object.assign(list, { extra: 'fourth' })
}

describe('events that are plain JSON', () => {
  test.each<[string, unknown]>([
    ['nested 500 deep', nested(500)],
    ['the same object twice without a cycle', [nested(1), nested(1)]],
    ['an object without a prototype', Object.assign(Object.create(null), { a: 1 })],
    ['the largest and the smallest numbers', [Number.MAX_VALUE, Number.MIN_VALUE, Number.MAX_SAFE_INTEGER, 0.1]],
    ['text of every kind', ['', '\0', '\u2028', '🐘', '\ud800', '"\\']],
    ['keys of every kind', { '': 1, 'a b': 2, ['__proto__']: 3, constructor: 4, toJSON: 5, length: 6 }],
    ['null', null],
  ])('event data that is plain JSON is read unchanged: %s', async (_, data) => {
    const store = await inMemory(newName())
    await store.append('s', eventWith(data))
    const [event] = (await store.readStream('s')).events
    expect(JSON.stringify(event?.data)).toBe(JSON.stringify(data))
  })

  test('event data may hold the same object in two places', async () => {
    const store = await inMemory(newName())
    const shared = { amount: 1 }
    await store.append('s', eventWith({ one: shared, other: shared }))
    expect((await store.readStream('s')).events[0]?.data).toEqual({ one: { amount: 1 }, other: { amount: 1 } })
  })
})

describe('events that JSON would change', () => {
  test.each<[string, unknown, string]>([
    ['nested 501 deep', nested(501), 'nested more than 500 levels deep'],
    ['a Date', { when: new Date(0) }, 'data.when: a Date is not JSON'],
    ['an Error', { error: new Error('x') }, 'Error is not JSON'],
    ['a regular expression', [/x/], 'data[0]: a RegExp is not JSON'],
    ['undefined', { gone: undefined }, 'data.gone: undefined is not JSON'],
    ['infinity', { far: Number.POSITIVE_INFINITY }, 'data.far: Infinity is not JSON'],
    ['minus zero', [[-0]], 'data[0][0]: -0 is not JSON'],
    ['bytes', new Uint8Array(2), 'data: a Uint8Array is not JSON'],
    ['a String object', new String('x'), 'data: a String is not JSON'],
    ['a symbol as a key', { [Symbol('s')]: 1 }, 'data: a symbol key is not JSON'],
    ['a list with a hole and an extra key', { list: withHole() }, 'data.list'],
    ['a list with an extra key', { list: Object.assign([1], { extra: 1 }) }, 'data.list'],
    ['a list of a subclass of Array', { list: new (class Amounts extends Array<number> {})(1, 2) }, 'data.list'],
    ['a promise', { later: Promise.resolve() }, 'data.later: a Promise is not JSON'],
    ['an object with toJSON', { toJSON: () => 'x' }, 'data.toJSON: a function is not JSON'],
    [
      'a URL, which JSON would turn into a string',
      { at: new URL('https://example.org') },
      'data.at: a URL is not JSON',
    ],
    ['a path with a quoted key', { 'a b': [{ c: undefined }] }, 'data["a b"][0].c: undefined is not JSON'],
  ])('an append rejects with the path and the reason for %s', async (_, data, says) => {
    const store = await inMemory(newName())
    const error = await rejectionOf(store.append('s', eventWith(data)))
    expect(error).toBeInstanceOf(InvalidEvent)
    expect((error as Error).message).toContain(says)
    expect(await store.lastPosition()).toBe(0)
  })

  test('an append rejects metadata that is not JSON', async () => {
    const store = await inMemory(newName())
    const event = { type: 'Noted', data: 1, metadata: { at: new Date(0) } } as unknown as NewEvent
    expect(await rejectionOf(store.append('s', event))).toMatchObject({ code: 'InvalidEvent', path: 'metadata.at' })
  })

  test('an append with one invalid event writes none of its events', async () => {
    const store = await inMemory(newName())
    const appends = [
      { streamId: 'a', events: [eventWith(1)] },
      { streamId: 'b', events: [eventWith(1), eventWith(undefined)] },
    ]
    expect(await rejectionOf(store.appendBatch(appends))).toBeInstanceOf(InvalidEvent)
    expect(await store.lastPosition()).toBe(0)
  })
})
