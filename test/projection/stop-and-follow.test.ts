import { defineProjection, LiveProjection, type LiveStatus, Projection, StoreClosed } from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { storeWith } from '../model/store-with.ts'
import { newName, places, untilTheEnd } from '../open-stores.ts'
import { breakableTotal, depositPositions, upTo } from './telling-projections.ts'

describe.each(places)('stopped live projections in $place', ({ open }) => {
  async function openDeposits(count: number) {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    for (const amount of upTo(count)) await store.append('s', moneyDeposited(amount))
    const live = new LiveProjection(store, depositPositions)
    onTestFinished(() => live.stop())
    const statuses: LiveStatus[] = []
    live.addEventListener('status', ({ detail }) => statuses.push(detail))
    return { store, live, statuses }
  }

  test('catchUp restarts a stopped live projection', async () => {
    const { store, live, statuses } = await openDeposits(2)
    await live.catchUp()
    live.stop()
    live.stop()
    await store.append('s', moneyDeposited(3))
    expect(await live.catchUp()).toBe(1)
    expect(live.state).toEqual([1, 2, 3])
    await store.append('s', moneyDeposited(4))
    await eventually(() => expect(live.state).toEqual([1, 2, 3, 4]))
    expect(statuses).toEqual(['live', 'stopped', 'catching up', 'live'])
  })

  test('rebuild restarts a stopped live projection', async () => {
    const { store, live } = await openDeposits(2)
    await live.catchUp()
    live.stop()
    expect(await live.rebuild()).toBe(2)
    await store.append('s', moneyDeposited(3))
    await eventually(() => expect(live.state).toEqual([1, 2, 3]))
  })

  test('a new subscription restarts a stopped live projection, as React strict mode requires', async () => {
    const { store, live, statuses } = await openDeposits(2)
    const seen: number[] = []
    const listener = (state: number[]): void => void seen.push(state.length)
    live.subscribe(listener)()
    live.stop()
    live.subscribe(listener)
    await store.append('s', moneyDeposited(3))
    await eventually(() => expect(live.state).toEqual([1, 2, 3]))
    expect(seen.slice(0, 2)).toEqual([0, 0])
    expect(seen.slice(2)).toEqual(seen.slice(2).toSorted())
    expect(statuses).toEqual(['stopped', 'catching up', 'live'])
  })

  test('a live projection that is stopped repeatedly shows no older state and folds no event twice', async () => {
    const { store, live } = await openDeposits(5)
    const shown: number[] = []
    const undos: (() => void)[] = []
    for (const amount of upTo(30)) {
      const undo = live.subscribe((state) => void shown.push(state.length))
      void store.append('s', moneyDeposited(amount))
      if (amount % 3 === 0) void live.catchUp()
      if (amount % 4 === 0) await new Promise((resolve) => setTimeout(resolve))
      live.stop()
      if (amount % 5 > 0) undo()
      else undos.push(undo)
    }
    for (const undo of undos) undo()
    live.subscribe((state) => void shown.push(state.length))
    await live.catchUp()
    await eventually(() => expect(live.state).toEqual(upTo(35)))
    expect(shown).toEqual(shown.toSorted((one, other) => one - other))
  })

  test('a live projection that is stopped during a rebuild continues the rebuild without a snapshot', async () => {
    const { store } = await openDeposits(0)
    await store.append(
      's',
      upTo(3_000).map(() => moneyDeposited(1)),
    )
    let factor = 1
    const weighted = defineProjection<number, BankEvent>({
      name: 'weighted',
      initialState: () => 0,
      when: { MoneyDeposited: (sum, { data }) => sum + data.amount * factor },
    })
    const live = new LiveProjection(store, weighted)
    onTestFinished(() => live.stop())
    await live.catchUp()
    await live.saveSnapshot()
    factor = 10
    live.addEventListener('progress', () => live.stop(), { once: true })
    expect(await live.rebuild()).toBe(0)
    await live.catchUp()
    expect([live.state, live.position]).toEqual([30_000, 3_000])
  })

  test('adding an event listener does not restart a stopped live projection', async () => {
    const { store, live } = await openDeposits(1)
    await live.catchUp()
    live.stop()
    live.addEventListener('change', () => {})
    const other = new Projection(store, depositPositions)
    await store.append('s', moneyDeposited(2))
    await other.catchUp()
    expect([live.status, live.state]).toEqual(['stopped', [1]])
  })

  test('a live projection of a closed store cannot restart and still passes its last state to subscribers', async () => {
    const { store, live } = await openDeposits(2)
    await live.catchUp()
    await store.close()
    expect(live.status).toBe('stopped')
    const seen: number[][] = []
    live.subscribe((state) => void seen.push(state))()
    expect([live.status, seen]).toEqual(['stopped', [[1, 2]]])
    for (const call of ['catchUp', 'rebuild', 'loadSnapshot'] as const) {
      expect(await rejectionOf(live[call]())).toBeInstanceOf(StoreClosed)
    }
  })

  test('a restarted live projection fails again when its handler still throws', async () => {
    const { store } = await openDeposits(4)
    const { definition, fix } = breakableTotal(3)
    const live = new LiveProjection(store, definition)
    onTestFinished(() => live.stop())
    await eventually(() => expect(live.status).toBe('failed'))
    live.stop()
    live.subscribe(() => {})
    expect([live.status, live.error]).toEqual(['catching up', undefined])
    await eventually(() => expect(live.status).toBe('failed'))
    expect(live.position).toBe(2)
    live.stop()
    fix()
    live.subscribe(() => {})
    await eventually(() => expect(live.state.total).toBe(10))
  })

  test('closing the store in a handler or a listener settles all pending calls', async () => {
    for (const closer of ['handler', 'listener', 'progress']) {
      const store = await open<BankEvent>(newName(), { pollInterval: 0 })
      for (const amount of upTo(3)) await store.append('s', moneyDeposited(amount))
      let closing: Promise<void> | undefined
      const close = (): void => {
        closing ??= store.close()
      }
      const definition = defineProjection<number, BankEvent>({
        name: 'closing',
        initialState: () => 0,
        when: {
          MoneyDeposited: (sum, { data }) => {
            if (closer === 'handler') close()
            return sum + data.amount
          },
        },
      })
      const live = new LiveProjection(store, definition)
      if (closer === 'listener') live.addEventListener('change', close)
      if (closer === 'progress') live.addEventListener('progress', close)
      await Promise.allSettled([live.catchUp(), live.rebuild(), live.catchUp(), live.loadSnapshot()])
      await closing
      expect(live.status).toBe('stopped')
      expect(await rejectionOf(live.catchUp())).toBeInstanceOf(StoreClosed)
    }
  })
})

describe('live projections while the storage does not answer', () => {
  async function openSilent() {
    const inner = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage(newName()), { pollInterval: 0 }))
    await inner.append('s', moneyDeposited(1))
    const lastPosition = (): Promise<number> => new Promise(() => {})
    const store = storeWith(inner, { lastPosition })
    const live = new LiveProjection(store, depositPositions)
    return { store, live }
  }

  test('stopping a live projection settles all its pending calls', async () => {
    const { live } = await openSilent()
    const waiting = [live.catchUp(), live.rebuild(), live.loadSnapshot()]
    live.stop()
    expect(await Promise.all(waiting)).toEqual([0, 0, false])
  })

  test('closing the store rejects all pending calls of a live projection', async () => {
    const { store, live } = await openSilent()
    const waiting = [live.catchUp(), live.rebuild()]
    await store.close()
    for (const one of waiting) expect(await rejectionOf(one)).toBeInstanceOf(StoreClosed)
    expect(live.status).toBe('stopped')
  })
})
