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

describe.each(places)('timelines with a failing handler in $place', ({ open }) => {
  test('a timeline whose handler throws can show every state before the failing event, but none after it', async () => {
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

  test('a live timeline whose handler throws reports the error and keeps the last good state', async () => {
    const store = await open<BankEvent>(crypto.randomUUID())
    await depositPositions(store, 3)
    const timeline = await openTimeline(store, neverLess)
    await store.append(accountOne, moneyWithdrawn(1))
    await eventually(() => expect(timeline.getSnapshot().error).toBeInstanceOf(ProjectionFailed))
    expect(timeline.getSnapshot()).toMatchObject({ state: { balance: 6 }, position: 3, lastPosition: 4 })
  })
})

describe.each(places)('timelines with a read failure in $place', ({ open }) => {
  test('a live timeline stays live after a failed read, reports the error and continues when reads work', async () => {
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

  test('a timeline in the past keeps its position after a failed read and counts new events', async () => {
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

describe.each(places)('timelines of a closed store in $place', ({ open }) => {
  test('a timeline keeps its state and position when the store closes, and reports StoreClosed', async () => {
    const store = await openAccountOne(open)
    const timeline = await openTimeline(store, balance)
    await timeline.seek(2)
    await store.close()
    const pending = timeline.toLive()
    expect(await rejectionOf(timeline.toLive())).toBeInstanceOf(StoreClosed)
    expect(await pending).toBe(false)
    expect(timeline.getSnapshot()).toMatchObject({ state: 100, position: 2, isLive: false, newEvents: 0 })
    expect(timeline.getSnapshot().error).toBeInstanceOf(StoreClosed)
    expect(() => new Timeline(store, balance)).toThrowError(StoreClosed)
  })

  test('toLive on a timeline of a closed store rejects without endless retries', async () => {
    const store = await openAccountOne(open)
    const timeline = await openTimeline(store, balance)
    await timeline.toLive()
    await store.close()
    expect(await rejectionOf(timeline.toLive())).toBeInstanceOf(StoreClosed)
    // Endless retries would block the next task.
    await new Promise((resolve) => setTimeout(resolve))
    expect(timeline.getSnapshot()).toMatchObject({ state: 120 })
  })
})
