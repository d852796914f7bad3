import { reconstructState } from 'rewindable'
import { fixedClock } from 'rewindable/testing'
import { Timeline } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { accountOne, openAccountOne } from '../account-one.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { depositPositions, moneyAfter, moneyByStream, openTimeline } from './timelines.ts'

describe.each(places)('seeking in a timeline in $place', ({ open }) => {
  test('a new timeline is live at the end of the log and follows the log', async () => {
    const store = await openAccountOne(open)
    const timeline = await openTimeline(store, balance)
    expect(timeline.getSnapshot()).toMatchObject({ state: 120, position: 4, lastPosition: 4, isLive: true })
    await store.append(accountOne, moneyDeposited(5))
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ state: 125, position: 5, isLive: true }))
  })

  test('seek shows the state after exactly the given number of events, and the last of these events', async () => {
    const timeline = await openTimeline(await openAccountOne(open), balance)
    const balances = []
    for (const position of [0, 1, 2, 3, 4]) {
      expect(await timeline.seek(position)).toBe(true)
      const view = timeline.getSnapshot()
      expect([view.position, view.event?.globalPosition ?? 0, view.isLive]).toEqual([position, position, false])
      balances.push(view.state)
    }
    expect(balances).toEqual([0, 0, 100, 70, 120])
  })

  test('a seek beyond the log shows its end', async () => {
    const timeline = await openTimeline(await openAccountOne(open), balance)
    await timeline.seek(1_000)
    expect(timeline.getSnapshot()).toMatchObject({ state: 120, position: 4, isLive: false })
    await timeline.step(-1)
    expect(timeline.getSnapshot()).toMatchObject({ state: 70, position: 3 })
  })

  test('parallel steps add up', async () => {
    const timeline = await openTimeline(await openAccountOne(open), balance)
    const steps = [timeline.step(-1), timeline.step(-1), timeline.step(-1)]
    expect((await Promise.all(steps)).at(-1)).toBe(true)
    expect(timeline.getSnapshot()).toMatchObject({ state: 0, position: 1 })
    await timeline.step()
    expect(timeline.getSnapshot().position).toBe(2)
    await timeline.step(-10)
    expect(timeline.getSnapshot().position).toBe(0)
    await timeline.step(10)
    expect(timeline.getSnapshot().position).toBe(4)
  })

  test('the first step of a new timeline starts at the end of the log', async () => {
    const timeline = new Timeline(await openAccountOne(open), balance)
    await timeline.step(-1)
    expect(timeline.getSnapshot()).toMatchObject({ state: 70, position: 3 })
    timeline.stop()
  })

  test('seekTime shows the state after the last event recorded by the given time', async () => {
    const clock = fixedClock(1_000)
    const store = await openAccountOne(open, { now: clock.now })
    clock.advance(1_000)
    await store.append(accountOne, moneyDeposited(5))
    const timeline = await openTimeline(store, balance)
    const positions = []
    for (const time of [999, 1_000, new Date(1_999), 2_000, 3_000]) {
      await timeline.seekTime(time)
      positions.push(timeline.getSnapshot().position)
    }
    expect(positions).toEqual([0, 4, 4, 5, 5])
  })

  test('a timeline in the past keeps its position during appends and counts the new events', async () => {
    const store = await openAccountOne(open)
    const timeline = await openTimeline(store, balance)
    await timeline.seek(2)
    const { state, event } = timeline.getSnapshot()
    await store.append(accountOne, [moneyDeposited(5), moneyDeposited(6)])
    await eventually(() => expect(timeline.getSnapshot().newEvents).toBe(2))
    expect(timeline.getSnapshot()).toMatchObject({ state, event, position: 2, lastPosition: 6, isLive: false })
    await timeline.seek(6)
    expect(timeline.getSnapshot()).toMatchObject({ state: 131, isLive: false, newEvents: 2 })
    await timeline.toLive()
    expect(timeline.getSnapshot()).toMatchObject({ state: 131, isLive: true, newEvents: 0 })
  })

  test('only the latest of parallel seeks takes effect, and the others resolve with false', async () => {
    const store = await open<BankEvent>(newName())
    await depositPositions(store, 3_000)
    const timeline = await openTimeline(store, moneyByStream)
    const seeks = [700, 1_400, 2_100, 2_800, 35].map((position) => timeline.seek(position))
    const arrived = await Promise.all(seeks)
    expect(arrived.slice(1)).toEqual([false, false, false, true])
    expect(timeline.getSnapshot().position).toBe(35)
    expect(timeline.getSnapshot().state).toEqual(await reconstructState(store, moneyByStream, { atPosition: 35 }))
  })

  test('the states of a timeline never change', async () => {
    const store = await open<BankEvent>(newName())
    await depositPositions(store, 1_500)
    const timeline = await openTimeline(store, moneyByStream)
    const shown = new Map<number, unknown>()
    timeline.subscribe(({ position, state }) => shown.set(position, state))
    for (const position of [1_500, 1_499, 3, 4, 700, 64, 512, 513, 1_024]) await timeline.seek(position)
    await depositPositions(store, 1)
    await timeline.toLive()
    await timeline.prepared()
    for (const [position, state] of shown) expect(state).toEqual(moneyAfter(position))
    // Before the first catch-up, the timeline shows the state at position 0.
    expect([...shown.keys()].sort((a, b) => a - b)).toEqual([3, 4, 64, 512, 513, 700, 1_024, 1_499, 1_500, 1_501])
  })

  test('a timeline shows several projections at the same position, in the given order', async () => {
    const store = await openAccountOne(open)
    const timeline = await openTimeline(store, [balance, moneyByStream])
    await timeline.seek(2)
    const [atTwo, { last }] = timeline.getSnapshot().state
    expect([atTwo, last]).toEqual([100, 2])
    expect((await timeline.stateAt(3))[0]).toBe(70)
    expect(timeline.getSnapshot().position).toBe(2)
  })

  test('getSnapshot returns the same object until the next change', async () => {
    const timeline = await openTimeline(await openAccountOne(open), balance)
    const before = timeline.getSnapshot()
    expect(timeline.getSnapshot()).toBe(before)
    await timeline.seek(4)
    expect(timeline.getSnapshot()).not.toBe(before)
    expect(before.isLive).toBe(true)
  })

  test('a stopped timeline shows no new events until the next move', async () => {
    const store = await openAccountOne(open)
    const timeline = await openTimeline(store, balance)
    const moving = timeline.seek(1)
    timeline.stop()
    const before = timeline.getSnapshot()
    expect(await moving).toBe(false)
    await store.append(accountOne, moneyDeposited(5))
    expect(timeline.getSnapshot()).toBe(before)
    expect(before).toMatchObject({ position: 4, isLive: true })
    expect(await timeline.seek(1)).toBe(true)
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ position: 1, lastPosition: 5 }))
  })

  test('a timeline rejects an invalid position, time or step with InvalidArgument', async () => {
    const timeline = await openTimeline(await openAccountOne(open), balance)
    for (const seek of [timeline.seek(-1), timeline.seek(1.5), timeline.seekTime(Number.NaN), timeline.step(0.5)]) {
      expect(await rejectionOf(seek)).toMatchObject({ code: 'InvalidArgument' })
    }
  })
})
