import { InvalidArgument, InvalidEvent, openMemoryEventStore, positionAtTime } from 'rewindable'
import { ScenarioFailed, scenario } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'

class Money {}
const nameless = new (class {})()
const throwing = new Proxy(
  {},
  {
    get: () => {
      throw new Error('not for you')
    },
    getPrototypeOf: () => {
      throw new Error('not for you')
    },
  },
)
const revoked = Proxy.revocable([], {})
revoked.revoke()
const liar = Object.assign(new Money(), { [Symbol.toStringTag]: 'Date' })

const described: [description: string, value: unknown][] = [
  ['an invalid Date', new Date(Number.NaN)],
  ['the Date 1970-01-01T00:00:00.000Z', new Date(0)],
  ['NaN', Number.NaN],
  ['-0', -0],
  ['Infinity', Infinity],
  ['12n', 12n],
  ['undefined', undefined],
  ['null', null],
  ['true', true],
  ['Symbol(secret)', Symbol('secret')],
  ['a function', (): string => 'a long text'.repeat(1_000)],
  ['a function', Money],
  ['"five"', 'five'],
  ['""', ''],
  [`"${'x'.repeat(100)}" … (5000 characters)`, 'x'.repeat(5_000)],
  [`${'1'.repeat(100)} …`, BigInt('1'.repeat(500))],
  ['an empty array', []],
  ['an array of 2', [1, 2]],
  ['a plain object', { a: 1 }],
  ['a plain object', { constructor: { name: 'Trap' } }],
  ['an object without a prototype', Object.create(null)],
  ['a value of class Money', new Money()],
  ['a value of class Money', liar],
  ['a value of class Map', new Map()],
  ['a value of class Promise', Promise.resolve()],
  ['an object of a class without a name', nameless],
  ['an object that cannot be read', throwing],
  ['an object that cannot be read', revoked.proxy],
]

test.each(described)('an error message describes a value as %s', (description, actual) => {
  const { message } = new InvalidArgument({ argument: 'x', expected: 'something else', actual })
  expect(message).toBe(`x: expected something else, got ${description}.`)
})

describe('values in thrown errors', () => {
  test('an error message describes an invalid Date', async () => {
    const store = await openMemoryEventStore()
    await expect(positionAtTime(store, new Date('not a date'))).rejects.toThrow(
      'time: expected a Date or milliseconds since 1970, got an invalid Date.',
    )
  })

  test('an InvalidEvent names the class of a value that is not JSON, or the lack of a class', async () => {
    const store = await openMemoryEventStore<{ type: 'Told'; data: unknown }>()
    for (const [problem, data] of [
      ['a Money is not JSON', new Money()],
      ['a class instance is not JSON', nameless],
      ['a Money is not JSON', Object.assign(new Money(), { constructor: 'trap' })],
    ] as const) {
      const refusal: unknown = await store.append('a', { type: 'Told', data }).catch((error: unknown) => error)
      expect(refusal).toBeInstanceOf(InvalidEvent)
      expect(String(refusal)).toContain(problem)
    }
  })

  test('a failed scenario shows a circular state', () => {
    type Node = { next?: Node; list: Node[] }
    const node: Node = { list: [] }
    node.next = node
    node.list.push(node)
    const run = (): void =>
      scenario({ name: 'circle', initialState: () => node, when: {} }, { given: [], then: { list: [] } })
    expect(run).toThrow(ScenarioFailed)
    expect(run).toThrow('[circular]')
  })
})
