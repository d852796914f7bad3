import { defineProjection, Projection, ProjectionFailed } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { liveOf } from './live-of.ts'
import { breakableTotal } from './telling-projections.ts'

describe.each(places)('after a handler threw on the amount 3, in $place,', ({ open }) => {
  async function openDeposits(...amounts: number[]) {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    for (const amount of amounts) await store.append('s', moneyDeposited(amount))
    return store
  }

  test('the next visit shows the state before that event, its position and the error, and says so', async () => {
    const store = await openDeposits(1, 2, 3, 4)
    const { live, told } = liveOf(store, breakableTotal(3).definition)
    await eventually(() => expect(live.status).toBe('failed'))
    expect([live.state, live.position]).toEqual([{ total: 3, deposits: 2 }, 2])
    expect(live.error).toMatchObject({ code: 'ProjectionFailed', position: 3 })
    const shown = [{ total: 3, deposits: 2 }, 2, 'failed', live.error]
    expect(told).toEqual([
      ['change', ...shown],
      ['error', ...shown],
    ])
  })

  test('a visit that begins with a snapshot shows the same', async () => {
    const store = await openDeposits(1, 2)
    const { definition } = breakableTotal(3)
    const projection = new Projection(store, definition)
    await projection.catchUp()
    await projection.saveSnapshot()
    await store.append('s', [moneyDeposited(10), moneyDeposited(3), moneyDeposited(4)])
    const { live } = liveOf(store, definition)
    await eventually(() => expect(live.status).toBe('failed'))
    expect([live.state, live.position]).toEqual([{ total: 13, deposits: 3 }, 3])
  })

  test('a visit that begins with a snapshot shows it when events before it fail as well', async () => {
    const name = newName()
    const store = await open<BankEvent>(name, { pollInterval: 0 })
    await store.append('s', [moneyDeposited(1), moneyDeposited(2)])
    const early = breakableTotal(1)
    early.mend()
    const projection = new Projection(store, early.definition)
    await projection.catchUp()
    await projection.saveSnapshot()
    await store.append('s', moneyDeposited(3))
    const when = {
      MoneyDeposited: (state: { total: number; deposits: number }, { data }: { data: { amount: number } }): void => {
        state.total += data.amount
        if (data.amount === 1 || data.amount === 3) throw new RangeError('not wanted')
        state.deposits += 1
      },
    }
    // Other code under the same name: over a store of its own, as after a reload.
    const later = new Projection(await open<BankEvent>(name, { pollInterval: 0 }), { ...early.definition, when })
    await later.loadSnapshot()
    expect(await rejectionOf(later.catchUp())).toMatchObject({ position: 3 })
    expect([later.state, later.position]).toEqual([{ total: 3, deposits: 2 }, 2])
  })

  test('the state is the same before and after a reload, also when the event was appended with others', async () => {
    const store = await openDeposits(1)
    const { definition } = breakableTotal(3)
    const { live } = liveOf(store, definition)
    await live.catchUp()
    await store.append('s', [moneyDeposited(2), moneyDeposited(3), moneyDeposited(4)])
    await eventually(() => expect(live.status).toBe('failed'))
    const { live: reloaded } = liveOf(store, definition)
    await eventually(() => expect(reloaded.status).toBe('failed'))
    for (const one of [live, reloaded]) expect([one.state, one.position]).toEqual([{ total: 3, deposits: 2 }, 2])
  })

  test.each(['catchUp', 'rebuild'] as const)('%s shows the whole log once the handler works', async (retry) => {
    const store = await openDeposits(1, 2, 3, 4)
    const { definition, mend } = breakableTotal(3)
    const { live } = liveOf(store, definition)
    await eventually(() => expect(live.status).toBe('failed'))
    expect(await rejectionOf(live[retry]())).toBeInstanceOf(ProjectionFailed)
    expect(live.position).toBe(2)
    mend()
    await live[retry]()
    expect([live.state, live.position, live.status, live.error]).toEqual([
      { total: 10, deposits: 4 },
      4,
      'live',
      undefined,
    ])
    await store.append('s', moneyDeposited(5))
    await eventually(() => expect(live.state.total).toBe(15))
  })

  test('a retry folds only what lies behind the last good state', async () => {
    const store = await openDeposits(1, 2, 3)
    let folded = 0
    const counting = defineProjection<{ sum: number }, BankEvent>({
      name: 'counting',
      initialState: () => ({ sum: 0 }),
      when: {
        MoneyDeposited: (state, { data }) => {
          folded += 1
          state.sum += data.amount
          if (data.amount === 3) throw new Error('not yet')
        },
      },
    })
    const { live } = liveOf(store, counting)
    await eventually(() => expect(live.status).toBe('failed'))
    folded = 0
    await rejectionOf(live.catchUp())
    expect([folded, live.state]).toEqual([1, { sum: 3 }])
  })

  test('a rebuild that fails early leaves the newer state', async () => {
    const store = await openDeposits(1, 3, 2)
    const { definition, mend } = breakableTotal(3)
    let isBroken = false
    const handler = definition.when.MoneyDeposited
    const { live } = liveOf(store, {
      ...definition,
      when: {
        MoneyDeposited: (state, event) => {
          if (isBroken) throw new Error('broken')
          return handler?.(state, event)
        },
      },
    })
    mend()
    await live.catchUp()
    isBroken = true
    await rejectionOf(live.rebuild())
    expect([live.state.total, live.position, live.status]).toEqual([6, 3, 'failed'])
    isBroken = false
    await live.catchUp()
    expect([live.state, live.status]).toEqual([{ total: 6, deposits: 3 }, 'live'])
  })

  test('a state that may be half changed is neither stored nor folded on', async () => {
    const store = await openDeposits(1, 2, 3)
    const { definition, mend } = breakableTotal(3)
    let failures = 0
    const initialState = () => {
      if (failures === 0) return { total: 0, deposits: 0 }
      failures -= 1
      throw new Error('no initial state')
    }
    const projection = new Projection(store, { ...definition, initialState })
    failures = 1
    expect(await rejectionOf(projection.catchUp())).toBeInstanceOf(ProjectionFailed)
    failures = 1
    expect(await rejectionOf(projection.saveSnapshot())).toMatchObject({ message: 'no initial state' })
    mend()
    await projection.catchUp()
    expect(projection.state).toEqual({ total: 6, deposits: 3 })
  })
})
