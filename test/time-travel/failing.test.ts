import { defineProjection, ProjectionFailed, StoreClosed } from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyWithdrawn } from '../../examples/bank-account.ts'
import { accountOne, openAccountOne } from '../account-one.ts'
import { eventually, rejectionOf } from '../awaiting.ts'
import { places } from '../places.ts'
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

describe.each(places)('when the store was closed, in $place,', ({ open }) => {
  test('a timeline keeps what it showed', async () => {
    const store = await openAccountOne(open)
    const timeline = await openTimeline(store, balance)
    await timeline.seek(2)
    await store.close()
    await rejectionOf(timeline.toLive()).catch(() => {})
    expect(timeline.getSnapshot()).toMatchObject({ state: 100, position: 2 })
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
