import { defineProjection } from 'rewindable'
import { ScenarioFailed, scenario } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import { adoptElephpant, elephpantAdopted, formHerd, type HerdEvent, herd, herdFormed } from '../../examples/herd.ts'

const given = [herdFormed('Savanna')]
const [a, b] = [elephpantAdopted('Asian'), elephpantAdopted('Blue')]
const when = [adoptElephpant('Asian'), adoptElephpant('Blue')]

describe('of [A, B] a scenario accepts', () => {
  test('[A, B]', () => {
    scenario(herd, { given, when, then: [a, b] })
  })

  test.each([
    ['not [B, A]', [b, a]],
    ['not [A, A]', [a, a]],
    ['not [B, B]', [b, b]],
    ['not [A]: one too few is expected', [a]],
    ['not [B]', [b]],
    ['not [A, B, B]: one too many is expected', [a, b, b]],
    ['not [A, B, A]', [a, b, a]],
    ['not []', []],
  ])('%s', (_, then) => {
    expect(() => scenario(herd, { given, when, then })).toThrow(ScenarioFailed)
  })

  test('not nothing', () => {
    expect(() => scenario(herd, { given, when, thenNothing: true })).toThrow(ScenarioFailed)
  })
})

describe('of the fields of an event every one counts:', () => {
  const expectFailure = (event: object): void => {
    const then = [event as HerdEvent]
    expect(() => scenario(herd, { when: formHerd('Savanna'), then })).toThrow(ScenarioFailed)
  }

  test('one more is expected than came', () => {
    expectFailure({ ...herdFormed('Savanna'), metadata: {} })
    expectFailure({ type: 'HerdFormed', data: { name: 'Savanna', size: 1 } })
  })

  test('one more came than is expected', () => {
    expectFailure({ type: 'HerdFormed', data: {} })
    expectFailure({ type: 'HerdFormed' })
  })

  test('an undefined one is not a missing one', () => {
    expectFailure({ ...herdFormed('Savanna'), metadata: undefined })
    expectFailure({ type: 'HerdFormed', data: { name: 'Savanna', size: undefined } })
  })

  test('one differs', () => {
    expectFailure({ type: 'HerdFormed', data: { name: 'savanna' } })
    expectFailure({ ...herdFormed('Savanna'), type: 'ElephpantAdopted' })
  })

  test('their order does not', () => {
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

describe('two states are', () => {
  /**
   * A projection whose state is `came`, and the scenario that expects another. An instance of a class is frozen: a projection
   * refuses one that it would have to copy.
   */
  function check(came: unknown, expected: unknown): void {
    const constant = defineProjection<unknown, HerdEvent>({ name: 'constant', initialState: () => came, when: {} })
    scenario(constant, { given: [], then: expected })
  }

  test.each([
    ['times', new Date(0), new Date(5)],
    ['a time and none', new Date(0), new Date(Number.NaN)],
    ['a time and its text', new Date(0), '1970-01-01T00:00:00.000Z'],
    ['an undefined and a missing field', { a: undefined }, {}],
    ['a missing and an undefined field', {}, { a: undefined }],
    ['two undefined fields', { a: undefined }, { b: undefined }],
    ['null and undefined', null, undefined],
    ['0 and −0', 0, -0],
    ['1 and "1"', 1, '1'],
    ['1 and 1n', 1, 1n],
    ['an array and an object', [], {}],
    ['an array and one with a hole', [undefined], new Array(1)],
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
    ['objects that do not show what they hold', Object.freeze(new Secret('a')), new Secret('b')],
    ['addresses', Object.freeze(new URL('http://a/')), new URL('http://b/')],
    ['buffers', new ArrayBuffer(1), new ArrayBuffer(2)],
    ['bytes', new Uint8Array([1]), new Uint8Array([2])],
    ['patterns', /a/g, /a/i],
    ['something deep down', { a: [{ b: [1, { c: 2 }] }] }, { a: [{ b: [1, { c: 3 }] }] }],
    ['fields under a symbol', Object.freeze({ [Symbol.for('s')]: 1 }), { [Symbol.for('s')]: 2 }],
  ])('not the same: %s', (_, came, expected) => {
    expect(() => check(came, expected)).toThrow(ScenarioFailed)
  })

  test.each([
    ['times', new Date(5), new Date(5)],
    ['no times', new Date(Number.NaN), new Date(Number.NaN)],
    ['no numbers', Number.NaN, Number.NaN],
    ['undefined fields', { a: undefined }, { a: undefined }],
    ['fields in another order', { a: 1, b: 2 }, { b: 2, a: 1 }],
    ['lists', [1, [2, { a: 3 }]], [1, [2, { a: 3 }]]],
    ['maps', new Map([[1, { a: 1 }]]), new Map([[1, { a: 1 }]])],
    ['sets', new Set([1, 2]), new Set([1, 2])],
    ['objects of a class', Object.freeze(new Money(1)), new Money(1)],
    ['bytes', new Uint8Array([1]), new Uint8Array([1])],
    ['patterns', /a/g, /a/g],
    ['nothings', {}, {}],
    ['nothings without a prototype', Object.create(null), Object.create(null)],
    ['empty lists', [], []],
  ])('the same: %s', (_, came, expected) => {
    check(came, expected)
  })
})
