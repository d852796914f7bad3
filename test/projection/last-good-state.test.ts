import { defineProjection, Projection, ProjectionFailed } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { startLiveProjection } from './start-live-projection.ts'
import { breakableTotal } from './telling-projections.ts'

describe.each(places)('the last good state in $place', ({ open }) => {
  async function openDeposits(...amounts: number[]) {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    for (const amount of amounts) await store.append('s', moneyDeposited(amount))
    return store
  }

  test('after a reload, a live projection shows the state before the failing event and reports the error', async () => {
    const store = await openDeposits(1, 2, 3, 4)
    const { live, notifications } = startLiveProjection(store, breakableTotal(3).definition)
    await eventually(() => expect(live.status).toBe('failed'))
    expect([live.state, live.position]).toEqual([{ total: 3, deposits: 2 }, 2])
    expect(live.error).toMatchObject({ code: 'ProjectionFailed', position: 3 })
    const shown = [{ total: 3, deposits: 2 }, 2, 'failed', live.error]
    expect(notifications).toEqual([
      ['change', ...shown],
      ['error', ...shown],
    ])
  })

  test('a live projection that starts from a snapshot shows the state before the failing event', async () => {
    const store = await openDeposits(1, 2)
    const { definition } = breakableTotal(3)
    const projection = new Projection(store, definition)
    await projection.catchUp()
    await projection.saveSnapshot()
    await store.append('s', [moneyDeposited(10), moneyDeposited(3), moneyDeposited(4)])
    const { live } = startLiveProjection(store, definition)
    await eventually(() => expect(live.status).toBe('failed'))
    expect([live.state, live.position]).toEqual([{ total: 13, deposits: 3 }, 3])
  })

  test('a live projection shows its snapshot although an event before the snapshot fails', async () => {
    const name = newName()
    const store = await open<BankEvent>(name, { pollInterval: 0 })
    await store.append('s', [moneyDeposited(1), moneyDeposited(2)])
    const early = breakableTotal(1)
    early.fix()
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
    // A reload can load other code with the same projection name, so the test uses a separate store.
    const later = new Projection(await open<BankEvent>(name, { pollInterval: 0 }), { ...early.definition, when })
    await later.loadSnapshot()
    expect(await rejectionOf(later.catchUp())).toMatchObject({ position: 3 })
    expect([later.state, later.position]).toEqual([{ total: 3, deposits: 2 }, 2])
  })

  test('the last good state is the same before and after a reload, even for an event inside a commit', async () => {
    const store = await openDeposits(1)
    const { definition } = breakableTotal(3)
    const { live } = startLiveProjection(store, definition)
    await live.catchUp()
    await store.append('s', [moneyDeposited(2), moneyDeposited(3), moneyDeposited(4)])
    await eventually(() => expect(live.status).toBe('failed'))
    const { live: reloaded } = startLiveProjection(store, definition)
    await eventually(() => expect(reloaded.status).toBe('failed'))
    for (const one of [live, reloaded]) expect([one.state, one.position]).toEqual([{ total: 3, deposits: 2 }, 2])
  })

  test.each(['catchUp', 'rebuild'] as const)('%s folds the whole log after the handler is fixed', async (retry) => {
    const store = await openDeposits(1, 2, 3, 4)
    const { definition, fix } = breakableTotal(3)
    const { live } = startLiveProjection(store, definition)
    await eventually(() => expect(live.status).toBe('failed'))
    expect(await rejectionOf(live[retry]())).toBeInstanceOf(ProjectionFailed)
    expect(live.position).toBe(2)
    fix()
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

  test('a retry folds only the events after the last good state', async () => {
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
    const { live } = startLiveProjection(store, counting)
    await eventually(() => expect(live.status).toBe('failed'))
    folded = 0
    await rejectionOf(live.catchUp())
    expect([folded, live.state]).toEqual([1, { sum: 3 }])
  })

  test('a rebuild that fails at an earlier event keeps the newer state', async () => {
    const store = await openDeposits(1, 3, 2)
    const { definition, fix } = breakableTotal(3)
    let isBroken = false
    const handler = definition.when.MoneyDeposited
    const { live } = startLiveProjection(store, {
      ...definition,
      when: {
        MoneyDeposited: (state, event) => {
          if (isBroken) throw new Error('broken')
          return handler?.(state, event)
        },
      },
    })
    fix()
    await live.catchUp()
    isBroken = true
    await rejectionOf(live.rebuild())
    expect([live.state.total, live.position, live.status]).toEqual([6, 3, 'failed'])
    isBroken = false
    await live.catchUp()
    expect([live.state, live.status]).toEqual([{ total: 6, deposits: 3 }, 'live'])
  })

  test('a state that may be partially changed is neither saved nor folded further', async () => {
    const store = await openDeposits(1, 2, 3)
    const { definition, fix } = breakableTotal(3)
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
    fix()
    await projection.catchUp()
    expect(projection.state).toEqual({ total: 6, deposits: 3 })
  })
})
