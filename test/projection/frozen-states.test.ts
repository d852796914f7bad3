import { defineProjection, Projection } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { accountOne, openAccountOne } from '../account-one.ts'
import { inMemory } from '../places.ts'

describe('a state that was handed out', () => {
  test('is not copied when it is frozen: what a handler does not touch stays the same object', async () => {
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

  test('is copied when it is frozen and what it holds can be changed all the same', async () => {
    type Holding = { readonly amounts: Map<string, number>; readonly all: readonly { latest: number }[] }
    const holding = defineProjection<Holding, BankEvent>({
      name: 'holding',
      initialState: () => Object.freeze({ amounts: new Map(), all: Object.freeze([{ latest: 0 }]) }),
      when: {
        MoneyDeposited: ({ amounts, all }, { id, data }) => {
          amounts.set(id, data.amount)
          for (const one of all) one.latest = data.amount
        },
      },
    })
    const store = await openAccountOne(inMemory)
    const projection = new Projection(store, holding)
    const states: Holding[] = []
    for (const amount of [7, 8]) {
      await store.append(accountOne, moneyDeposited(amount))
      await projection.catchUp()
      states.push(projection.state)
    }
    expect(states.map(({ amounts }) => [...amounts.values()])).toEqual([
      [100, 50, 7],
      [100, 50, 7, 8],
    ])
    expect(states.map(({ all }) => all)).toEqual([[{ latest: 7 }], [{ latest: 8 }]])
  })

  test('is not looked through for ever when it leads back to itself', async () => {
    type Ring = { readonly next: readonly Ring[]; readonly count: number }
    const ring = defineProjection<Ring, BankEvent>({
      name: 'ring',
      initialState: () => ({ next: [], count: 0 }),
      when: {
        MoneyDeposited: ({ count }) => {
          const next: Ring[] = []
          const state = Object.freeze({ next, count: count + 1 })
          next.push(state)
          Object.freeze(next)
          return state
        },
      },
    })
    const store = await openAccountOne(inMemory)
    const projection = new Projection(store, ring)
    await projection.catchUp()
    expect(projection.state.count).toBe(2)
    await store.append(accountOne, moneyDeposited(7))
    await projection.catchUp()
    expect(projection.state.count).toBe(3)
  })
})
