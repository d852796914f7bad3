import { defineProjection } from 'rewindable'
import { ScenarioFailed, scenario } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import { adoptElephpant, elephpantAdopted, formHerd, type HerdEvent, herd, herdFormed } from '../../examples/herd.ts'

const given = [herdFormed('Savanna')]
const [a, b] = [elephpantAdopted('Asian'), elephpantAdopted('Blue')]
const when = [adoptElephpant('Asian'), adoptElephpant('Blue')]

describe('the strict comparison of events', () => {
  test('a scenario that finds [A, B] accepts [A, B]', () => {
    scenario(herd, { given, when, then: [a, b] })
  })

  test.each([
    ['[B, A]', [b, a]],
    ['[A, A]', [a, a]],
    ['[B, B]', [b, b]],
    ['[A]', [a]],
    ['[B]', [b]],
    ['[A, B, B]', [a, b, b]],
    ['[A, B, A]', [a, b, a]],
    ['[]', []],
  ])('a scenario that finds [A, B] rejects %s', (_, then) => {
    expect(() => scenario(herd, { given, when, then })).toThrow(ScenarioFailed)
  })

  test('a scenario that finds [A, B] rejects thenNothing', () => {
    expect(() => scenario(herd, { given, when, thenNothing: true })).toThrow(ScenarioFailed)
  })
})

describe('the strict comparison of fields', () => {
  const expectFailure = (event: object): void => {
    const then = [event as HerdEvent]
    expect(() => scenario(herd, { when: formHerd('Savanna'), then })).toThrow(ScenarioFailed)
  }

  test('a scenario rejects an event that lacks an expected field', () => {
    expectFailure({ ...herdFormed('Savanna'), metadata: {} })
    expectFailure({ type: 'HerdFormed', data: { name: 'Savanna', size: 1 } })
  })

  test('a scenario rejects an event with an extra field', () => {
    expectFailure({ type: 'HerdFormed', data: {} })
    expectFailure({ type: 'HerdFormed' })
  })

  test('a scenario distinguishes an undefined field from a missing one', () => {
    expectFailure({ ...herdFormed('Savanna'), metadata: undefined })
    expectFailure({ type: 'HerdFormed', data: { name: 'Savanna', size: undefined } })
  })

  test('a scenario rejects an event with another value in a field', () => {
    expectFailure({ type: 'HerdFormed', data: { name: 'savanna' } })
    expectFailure({ ...herdFormed('Savanna'), type: 'ElephpantAdopted' })
  })

  test('a scenario ignores the order of the fields', () => {
    scenario(herd, { when: formHerd('Savanna'), then: [{ data: { name: 'Savanna' }, type: 'HerdFormed' }] })
  })
})

class Money {
  readonly amount: number
  constructor(amount: number) {
    this.amount = amount
  }
}

class Secret {
  readonly #text: string
  constructor(text: string) {
    this.#text = text
  }
  get length(): number {
    return this.#text.length
  }
}

describe('the strict comparison of states', () => {
  /**
   * Runs a scenario of a projection whose state is `found`. Instances of a class are frozen, because a projection cannot copy
   * them and would throw.
   */
  function check(found: unknown, expected: unknown): void {
    const constant = defineProjection<unknown, HerdEvent>({ name: 'constant', initialState: () => found, when: {} })
    scenario(constant, { given: [], then: expected })
  }

  test.each([
    ['times', new Date(0), new Date(5)],
    ['a valid and an invalid date', new Date(0), new Date(Number.NaN)],
    ['a date and its text', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an undefined and a missing field', { a: undefined }, {}],
    ['a missing and an undefined field', {}, { a: undefined }],
    ['two undefined fields', { a: undefined }, { b: undefined }],
    ['null and undefined', null, undefined],
    ['0 and −0', 0, -0],
    ['1 and "1"', 1, '1'],
    ['1 and 1n', 1, 1n],
    ['an array and an object', [], {}],
    ['an array and a sparse array', [undefined], new Array(1)],
    ['arrays in another order', [1, 2], [2, 1]],
    [
      'maps in another order',
      new Map([
        [1, 1],
        [2, 2],
      ]),
      new Map([
        [2, 2],
        [1, 1],
      ]),
    ],
    ['maps with other values', new Map([[1, { a: 1 }]]), new Map([[1, { a: 2 }]])],
    ['a set and a map', new Set([1]), new Map([[1, 1]])],
    ['sets', new Set([1, 2]), new Set([1])],
    ['an object of a class and a plain one', Object.freeze(new Money(1)), { amount: 1 }],
    ['objects of a class', Object.freeze(new Money(1)), new Money(2)],
    ['objects with private fields', Object.freeze(new Secret('a')), new Secret('b')],
    ['URLs', Object.freeze(new URL('http://a/')), new URL('http://b/')],
    ['buffers', new ArrayBuffer(1), new ArrayBuffer(2)],
    ['bytes', new Uint8Array([1]), new Uint8Array([2])],
    ['regular expressions with other flags', /a/g, /a/i],
    ['deeply nested values', { a: [{ b: [1, { c: 2 }] }] }, { a: [{ b: [1, { c: 3 }] }] }],
    ['fields with a symbol as key', Object.freeze({ [Symbol.for('s')]: 1 }), { [Symbol.for('s')]: 2 }],
  ])('a scenario distinguishes %s', (_, found, expected) => {
    expect(() => check(found, expected)).toThrow(ScenarioFailed)
  })

  test.each([
    ['times', new Date(5), new Date(5)],
    ['invalid dates', new Date(Number.NaN), new Date(Number.NaN)],
    ['NaN', Number.NaN, Number.NaN],
    ['undefined fields', { a: undefined }, { a: undefined }],
    ['fields in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['lists', [1, [2, { a: 3 }]], [1, [2, { a: 3 }]]],
    ['maps', new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]])],
    ['sets', new Set([1, 2]), new Set([1, 2])],
    ['objects of a class', Object.freeze(new Money(1)), new Money(1)],
    ['bytes', new Uint8Array([1]), new Uint8Array([1])],
    ['regular expressions', /a/g, /a/g],
    ['empty objects', {}, {}],
    ['empty objects without a prototype', Object.create(null), Object.create(null)],
    ['empty lists', [], []],
  ])('a scenario accepts equal values: %s', (_, found, expected) => {
    check(found, expected)
  })
})
