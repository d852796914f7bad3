import { defineProjection, ProjectionFailed, StoreClosed } from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyWithdrawn } from '../../examples/bank-account.ts'
import { accountOne, openAccountOne } from '../account-one.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { storeWith } from '../model/store-with.ts'
import { places } from '../open-stores.ts'
import { depositPositions, openTimeline } from './timelines.ts'

const neverLess = defineProjection<{ balance: number }, BankEvent>({
  name: 'never less',
  initialState: () => ({ balance: 0 }),
  when: {
    MoneyDeposited: (state, { data }) => {
      state.balance += data.amount
    },
    MoneyWithdrawn: (state) => {
      state.balance = Number.NaN
      throw new Error('less')
    },
  },
})

describe.each(places)('when a handler throws, in $place,', ({ open }) => {
  test('the past before it can be seen all the same, and what lies behind it cannot', async () => {
    const store = await openAccountOne(open)
    const timeline = new Timeline(store, neverLess)
    expect(await rejectionOf(timeline.toLive())).toMatchObject({ code: 'ProjectionFailed', position: 3 })
    expect(timeline.getSnapshot().error).toBeInstanceOf(ProjectionFailed)
    await timeline.seek(2)
    expect(timeline.getSnapshot()).toMatchObject({ state: { balance: 100 }, position: 2, error: undefined })
    expect(await rejectionOf(timeline.seek(4))).toBeInstanceOf(ProjectionFailed)
    expect(timeline.getSnapshot()).toMatchObject({ state: { balance: 100 }, position: 2 })
    await timeline.step(-1)
    expect(timeline.getSnapshot()).toMatchObject({ state: { balance: 0 }, position: 1, error: undefined })
    timeline.stop()
  })

  test('a live timeline says so and keeps the last good state', async () => {
    const store = await open<BankEvent>(crypto.randomUUID())
    await depositPositions(store, 3)
    const timeline = await openTimeline(store, neverLess)
    await store.append(accountOne, moneyWithdrawn(1))
    await eventually(() => expect(timeline.getSnapshot().error).toBeInstanceOf(ProjectionFailed))
    expect(timeline.getSnapshot()).toMatchObject({ state: { balance: 6 }, position: 3, lastPosition: 4 })
  })
})

describe.each(places)('when the log cannot be read to know where a move leads, in $place,', ({ open }) => {
  test('a timeline is live as before, says what failed, and goes on when it can', async () => {
    const inner = await openAccountOne(open)
    const failure = new Error('no disk')
    let fails = false
    const store = storeWith(inner, {
      readAll: (options) => {
        if (fails) throw failure
        return inner.readAll(options)
      },
    })
    const timeline = await openTimeline(store, balance)
    await timeline.prepared()
    fails = true
    expect(await rejectionOf(timeline.seekTime(0))).toBe(failure)
    expect(timeline.getSnapshot()).toMatchObject({ position: 4, isLive: true, newEvents: 0, error: failure })
    fails = false
    await store.append(accountOne, moneyWithdrawn(1))
    await eventually(() =>
      expect(timeline.getSnapshot()).toMatchObject({ position: 5, isLive: true, error: undefined }),
    )
  })

  test('one in the past stays there, with what came since', async () => {
    const inner = await openAccountOne(open)
    const failure = new Error('no disk')
    let fails = false
    const lastPosition = async (): Promise<number> => (fails ? Promise.reject(failure) : inner.lastPosition())
    const timeline = await openTimeline(storeWith(inner, { lastPosition }), balance)
    await timeline.seek(2)
    await inner.append(accountOne, moneyWithdrawn(1))
    await eventually(() => expect(timeline.getSnapshot().newEvents).toBe(1))
    fails = true
    expect(await rejectionOf(timeline.toLive())).toBe(failure)
    expect(timeline.getSnapshot()).toMatchObject({ position: 2, isLive: false, newEvents: 1, error: failure })
  })
})

describe.each(places)('when the store was closed, in $place,', ({ open }) => {
  test('a timeline keeps what it showed, and where, and says why', async () => {
    const store = await openAccountOne(open)
    const timeline = await openTimeline(store, balance)
    await timeline.seek(2)
    await store.close()
    const impatient = timeline.toLive()
    expect(await rejectionOf(timeline.toLive())).toBeInstanceOf(StoreClosed)
    expect(await impatient).toBe(false)
    expect(timeline.getSnapshot()).toMatchObject({ state: 100, position: 2, isLive: false, newEvents: 0 })
    expect(timeline.getSnapshot().error).toBeInstanceOf(StoreClosed)
    expect(() => new Timeline(store, balance)).toThrowError(StoreClosed)
  })

  test('one that is live says so once, to whoever sends it to live, and does not try forever', async () => {
    const store = await openAccountOne(open)
    const timeline = await openTimeline(store, balance)
    await timeline.toLive()
    await store.close()
    expect(await rejectionOf(timeline.toLive())).toBeInstanceOf(StoreClosed)
    // A turn of the event loop, which endless tries would never let come.
    await new Promise((resolve) => setTimeout(resolve))
    expect(timeline.getSnapshot()).toMatchObject({ state: 120 })
  })
})
