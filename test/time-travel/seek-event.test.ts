import { Timeline } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { accountOne, openAccountOne } from '../account-one.ts'
import { collect, eventually, rejectionOf } from '../async-results.ts'
import { storeWith } from '../model/store-with.ts'
import { newName, places } from '../open-stores.ts'
import { countingReads } from './counting-reads.ts'
import { depositPositions, moneyByStream, openTimeline } from './timelines.ts'

describe.each(places)('seekEvent in $place', ({ open }) => {
  test('seekEvent accepts an event or only its id and shows the state after that event', async () => {
    const store = await openAccountOne(open)
    const events = await collect(store.readAll())
    const timeline = await openTimeline(store, balance)
    const shown = []
    for (const event of events) {
      expect(await timeline.seekEvent(event)).toBe(true)
      shown.push([timeline.getSnapshot().position, timeline.getSnapshot().state])
      await timeline.toLive()
      await timeline.seekEvent({ id: event.id })
      expect(timeline.getSnapshot()).toMatchObject({ event, isLive: false })
    }
    expect(shown).toEqual([
      [1, 0],
      [2, 100],
      [3, 70],
      [4, 120],
    ])
  })

  test('seekEvent finds an event by its id when the given position is wrong or does not exist', async () => {
    const store = await openAccountOne(open)
    const [, , withdrawal] = await collect(store.readAll())
    if (!withdrawal) throw new Error('Expected a withdrawal, found none.')
    const timeline = await openTimeline(store, balance)
    for (const globalPosition of [1, 4, 99]) {
      await timeline.toLive()
      await timeline.seekEvent({ id: withdrawal.id, globalPosition })
      expect(timeline.getSnapshot()).toMatchObject({ position: 3, state: 70 })
    }
  })

  test('seekEvent reads few events with a position, and the log back to the event without a position', async () => {
    const counting = countingReads(await open<BankEvent>(newName()))
    await depositPositions(counting.store, 20_000)
    const [event] = await collect(counting.store.readAll({ fromPosition: 15_000, limit: 1 }))
    if (!event) throw new Error('Expected an event at position 15,000, found none.')
    const timeline = await openTimeline(counting.store, moneyByStream)
    await timeline.prepared()
    for (const [anchor, most] of [
      [event, 1_100],
      [{ id: event.id }, 8_000],
    ] as const) {
      await timeline.seek(15_000)
      await timeline.toLive()
      counting.eventsRead()
      await timeline.seekEvent(anchor)
      expect(timeline.getSnapshot().position).toBe(15_000)
      expect(counting.eventsRead()).toBeLessThanOrEqual(most)
    }
  })

  test('a later move replaces seekEvent', async () => {
    const store = await openAccountOne(open)
    const [opened] = await collect(store.readAll())
    const timeline = await openTimeline(store, balance)
    const arrived = await Promise.all([timeline.seekEvent(opened ?? { id: '' }), timeline.seek(3)])
    expect([arrived[1], timeline.getSnapshot().position]).toEqual([true, 3])
    expect(await Promise.all([timeline.seekEvent(opened ?? { id: '' }), timeline.step()])).toEqual([false, true])
    expect(timeline.getSnapshot().position).toBe(2)
  })

  test('a move during a search of seekEvent does not wait for the search', async () => {
    const store = await openAccountOne(open)
    let searches = 0
    async function* neverRead(): AsyncGenerator<never> {
      searches += 1
      await new Promise(() => {})
    }
    const endless = storeWith(store, {
      readBatches: (options) => (options?.direction === 'backward' ? neverRead() : store.readBatches(options)),
    })
    const timeline = await openTimeline(endless, balance)
    const searching = timeline.seekEvent({ id: 'of no event' })
    await eventually(() => expect(searches).toBeGreaterThan(0))
    expect([await timeline.seek(2), await searching]).toEqual([true, false])
    expect(timeline.getSnapshot()).toMatchObject({ position: 2, state: 100, error: undefined })
  })

  test('seekEvent rejects an unknown event, and the timeline keeps working', async () => {
    const store = await openAccountOne(open)
    const timeline = new Timeline(store, balance)
    onTestFinished(() => timeline.stop())
    await timeline.seek(2)
    for (const anchor of [{ id: 'of no event' }, { id: '' }, { id: 'x', globalPosition: 0 }]) {
      expect(await rejectionOf(timeline.seekEvent(anchor))).toMatchObject({ code: 'InvalidArgument' })
      expect(timeline.getSnapshot()).toMatchObject({ position: 2, state: 100 })
    }
    await timeline.step()
    expect(timeline.getSnapshot().position).toBe(3)
  })

  test('a live timeline stays live when seekEvent finds no event', async () => {
    const store = await openAccountOne(open)
    const timeline = new Timeline(store, balance)
    onTestFinished(() => timeline.stop())
    expect(await rejectionOf(timeline.seekEvent({ id: 'of no event' }))).toMatchObject({ code: 'InvalidArgument' })
    await store.append(accountOne, moneyDeposited(1))
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ position: 5, state: 121, isLive: true }))
  })

  test('after a failed search, seekEvent shows the events that arrived during the search', async () => {
    const store = await openAccountOne(open)
    let letGo = (): void => {}
    const allowed = new Promise<void>((resolve) => {
      letGo = resolve
    })
    const readBatches: typeof store.readBatches = async function* (options) {
      if (options?.direction === 'backward') await allowed
      yield* store.readBatches(options)
    }
    // The test sends only one notification, because a second one would also move the timeline to the end.
    let notify = (_: number): void => {}
    const onLogChange: typeof store.onLogChange = (listener) => {
      notify = listener
      return () => {}
    }
    const timeline = await openTimeline(storeWith(store, { readBatches, onLogChange }), balance)
    await timeline.prepared()
    const searching = rejectionOf(timeline.seekEvent({ id: 'of no event' }))
    await store.append(accountOne, moneyDeposited(1))
    notify(5)
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ position: 4, newEvents: 1 }))
    letGo()
    expect(await searching).toMatchObject({ code: 'InvalidArgument' })
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ position: 5, state: 121, isLive: true }))
    expect(timeline.getSnapshot().error).toBeUndefined()
  })
})
