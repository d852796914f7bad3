import { type DomainEvent, defineProjection, Projection, reconstructState } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balances, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { accountOne, openAccountOne } from '../account-one.ts'
import { inMemory, newName } from '../open-stores.ts'

describe('handlers', () => {
  test('a handler may change the given state', async () => {
    const projection = new Projection(await openAccountOne(inMemory), balances)
    await projection.catchUp()
    expect(projection.state).toEqual({ [accountOne]: { owner: 'Ada', balance: 120 } })
  })

  test('a handler may return the next state without changing the old one', async () => {
    const amounts = defineProjection<readonly number[], BankEvent>({
      name: 'amounts',
      initialState: () => [],
      when: { MoneyDeposited: (amounts, { data }) => [...amounts, data.amount] },
    })
    const projection = new Projection(await openAccountOne(inMemory), amounts)
    await projection.catchUp()
    expect(projection.state).toEqual([100, 50])
  })

  test.each([0, '', false, null])('a handler may return %j as the next state', async (next) => {
    const last = defineProjection<unknown, BankEvent>({
      name: 'last',
      initialState: () => 'begun',
      when: { MoneyWithdrawn: () => next },
    })
    const projection = new Projection(await openAccountOne(inMemory), last)
    await projection.catchUp()
    expect(projection.state).toBe(next)
    expect(await reconstructState(await openAccountOne(inMemory), last)).toBe(next)
  })

  test('a handler receives the recorded event', async () => {
    const store = await openAccountOne(inMemory)
    const seen = defineProjection<{ events: unknown[] }, BankEvent>({
      name: 'seen',
      initialState: () => ({ events: [] }),
      when: { MoneyDeposited: ({ events }, event) => void events.push(event) },
    })
    const projection = new Projection(store, seen)
    await projection.catchUp()
    const { events } = await store.readStream(accountOne)
    expect(projection.state.events).toEqual([events[1], events[3]])
  })

  test('an event without a handler leaves the state unchanged and advances the position', async () => {
    const withdrawals = defineProjection<number, BankEvent>({
      name: 'withdrawals',
      initialState: () => 0,
      when: { MoneyWithdrawn: (count) => count + 1 },
    })
    const projection = new Projection(await openAccountOne(inMemory), withdrawals)
    expect(await projection.catchUp()).toBe(4)
    expect([projection.state, projection.position]).toEqual([1, 4])
  })

  test('an event type that is named like an inherited method has no handler', async () => {
    const store = await inMemory<DomainEvent>(newName())
    const types = ['toString', '__proto__', 'constructor', 'hasOwnProperty', 'valueOf']
    for (const type of types) await store.append('s', { type, data: 1 })
    const none = defineProjection<string, DomainEvent>({ name: 'none', initialState: () => 'untouched', when: {} })
    const projection = new Projection(store, none)
    expect(await projection.catchUp()).toBe(types.length)
    expect(projection.state).toBe('untouched')

    const one = defineProjection<number, DomainEvent>({
      name: 'one',
      initialState: () => 0,
      when: { toString: (count: number) => count + 1, ['__proto__']: (count) => count + 10 },
    })
    expect(await reconstructState(store, one)).toBe(11)
  })
})

describe('a returned state', () => {
  test('a returned state never changes, even if a handler changes its state in place', async () => {
    const store = await openAccountOne(inMemory)
    const projection = new Projection(store, balances)
    await projection.catchUp()
    const before = projection.state
    await store.append(accountOne, [moneyDeposited(1), moneyWithdrawn(2)])
    await projection.catchUp()
    expect(before).toEqual({ [accountOne]: { owner: 'Ada', balance: 120 } })
    expect(projection.state).toEqual({ [accountOne]: { owner: 'Ada', balance: 119 } })
  })

  test('a returned initial state never changes', async () => {
    const projection = new Projection(await openAccountOne(inMemory), balances)
    const before = projection.state
    await projection.catchUp()
    expect(before).toEqual({})
  })

  test('a returned state with maps, sets and dates never changes', async () => {
    type Seen = { byType: Map<string, Set<number>>; last: Date }
    const seen = defineProjection<Seen, BankEvent>({
      name: 'seen',
      initialState: () => ({ byType: new Map(), last: new Date(0) }),
      when: {
        MoneyDeposited: ({ byType, last }, { data, type, globalPosition }) => {
          byType.set(type, (byType.get(type) ?? new Set()).add(data.amount))
          last.setTime(globalPosition)
        },
      },
    })
    const store = await openAccountOne(inMemory)
    const projection = new Projection(store, seen)
    await projection.catchUp()
    const before = projection.state
    await store.append(accountOne, moneyDeposited(7))
    await projection.catchUp()
    expect(before).toEqual({ byType: new Map([['MoneyDeposited', new Set([100, 50])]]), last: new Date(4) })
    expect(projection.state).toEqual({
      byType: new Map([['MoneyDeposited', new Set([100, 50, 7])]]),
      last: new Date(5),
    })
  })

  test('the returned state is the same object until an event changes it', async () => {
    const projection = new Projection(await openAccountOne(inMemory), balances)
    await projection.catchUp()
    const { state } = projection
    await projection.catchUp()
    expect(projection.state).toBe(state)
  })

  test('a frozen state is not copied, and its unchanged parts stay the same objects', async () => {
    type Frozen = { readonly deposits: readonly number[]; readonly withdrawals: readonly number[] }
    const frozen = defineProjection<Frozen, BankEvent>({
      name: 'frozen',
      initialState: () => Object.freeze({ deposits: [], withdrawals: [] }),
      when: {
        MoneyDeposited: (state, { data }) =>
          Object.freeze({ ...state, deposits: Object.freeze([...state.deposits, data.amount]) }),
        MoneyWithdrawn: (state, { data }) =>
          Object.freeze({ ...state, withdrawals: Object.freeze([...state.withdrawals, data.amount]) }),
      },
    })
    const store = await openAccountOne(inMemory)
    const projection = new Projection(store, frozen)
    await projection.catchUp()
    const before = projection.state
    await store.append(accountOne, moneyDeposited(7))
    await projection.catchUp()
    expect(before).toEqual({ deposits: [100, 50], withdrawals: [30] })
    expect(projection.state).toEqual({ deposits: [100, 50, 7], withdrawals: [30] })
    expect(projection.state.withdrawals).toBe(before.withdrawals)
  })
})

test('a definition without a name, or with a version that is not a positive integer, throws InvalidArgument', () => {
  const definition = { name: 'p', initialState: () => 0, when: {} }
  for (const [argument, wrong] of [
    ['name', { name: '' }],
    ['version', { version: 0 }],
    ['version', { version: 1.5 }],
  ] as const) {
    const refused = expect.objectContaining({ code: 'InvalidArgument', argument })
    expect(() => defineProjection({ ...definition, ...wrong })).toThrow(refused)
  }
})
