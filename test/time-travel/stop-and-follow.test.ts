import { StoreClosed } from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { Timeline } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { accountOne, openAccountOne } from '../account-one.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { storeWith } from '../model/store-with.ts'
import { inMemory, newName, places, untilTheEnd } from '../open-stores.ts'
import { openTimeline } from './timelines.ts'

describe.each(places)('stopped timelines in $place', ({ open }) => {
  test('a new subscription restarts a stopped timeline, as React strict mode requires', async () => {
    const store = await openAccountOne(open, { pollInterval: 0 })
    const timeline = new Timeline(store, balance)
    onTestFinished(() => timeline.stop())
    const positions: number[] = []
    timeline.subscribe(({ position }) => positions.push(position))()
    timeline.stop()
    timeline.stop()
    timeline.subscribe(({ position }) => positions.push(position))
    await store.append(accountOne, moneyDeposited(5))
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ position: 5, state: 125, isLive: true }))
    expect(positions).toEqual(positions.toSorted((one, other) => one - other))
  })

  test.each<[string, (timeline: Timeline<number, BankEvent>) => Promise<unknown>, number]>([
    ['seek', (timeline) => timeline.seek(2), 2],
    ['seekTime', (timeline) => timeline.seekTime(0), 0],
    ['step', (timeline) => timeline.step(-1), 3],
    ['toLive', (timeline) => timeline.toLive(), 5],
    ['play', (timeline) => timeline.play(), 5],
  ])('%s restarts a stopped timeline', async (_, move, position) => {
    const store = await openAccountOne(open, { pollInterval: 0 })
    const timeline = await openTimeline(store, balance, { wait: async () => {} })
    timeline.stop()
    if (position === 5) await store.append(accountOne, moneyDeposited(5))
    await move(timeline)
    expect(timeline.getSnapshot().position).toBe(position)
    await store.append(accountOne, moneyDeposited(6))
    const lastPosition = await store.lastPosition()
    await eventually(() => expect(timeline.getSnapshot().lastPosition).toBe(lastPosition))
  })

  test('a restarted timeline keeps its position in the past', async () => {
    const store = await openAccountOne(open, { pollInterval: 0 })
    const timeline = await openTimeline(store, balance)
    await timeline.seek(2)
    timeline.stop()
    await store.append(accountOne, moneyDeposited(5))
    timeline.subscribe(() => {})
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ position: 2, newEvents: 1, isLive: false }))
  })

  test('on a closed store, moves reject with StoreClosed even to cached positions, and new subscribers are called', async () => {
    const store = await openAccountOne(open)
    const timeline = await openTimeline(store, balance)
    await timeline.seek(2)
    await timeline.seek(4)
    const closing = store.close()
    for (const move of [timeline.seek(2), timeline.play()]) {
      expect(await rejectionOf(move)).toBeInstanceOf(StoreClosed)
    }
    await closing
    expect(await rejectionOf(timeline.seek(2))).toBeInstanceOf(StoreClosed)
    timeline.stop()
    expect(await rejectionOf(timeline.seek(2))).toBeInstanceOf(StoreClosed)
    const seen: number[] = []
    timeline.subscribe(({ position }) => seen.push(position))
    expect(seen).toEqual([4])
    await timeline.prepared()
  })
})

describe('timelines while the storage does not answer', () => {
  async function openSilent() {
    const inner = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage(newName()), { pollInterval: 0 }))
    for (const amount of [1, 2, 3]) await inner.append(accountOne, moneyDeposited(amount))
    let isSilent = false
    const store = storeWith(inner, {
      lastPosition: () => (isSilent ? new Promise(() => {}) : inner.lastPosition()),
      readBatches: async function* (options) {
        if (isSilent) await new Promise(() => {})
        yield* inner.readBatches(options)
      },
    })
    const timeline = await openTimeline(store, balance, { wait: () => new Promise(() => {}) })
    await timeline.seek(1)
    const playing = timeline.play()
    isSilent = true
    void store.append(accountOne, moneyDeposited(4))
    return {
      store,
      timeline,
      waiting: [playing, timeline.prepared()],
      moves: () => [timeline.seek(9), timeline.toLive()],
    }
  }

  test('stopping a timeline settles pending moves, playback and preparation', async () => {
    const { timeline, waiting, moves } = await openSilent()
    const moving = moves()
    timeline.stop()
    expect(await Promise.all(moving)).toEqual([false, false])
    await Promise.all(waiting)
    expect(timeline.getSnapshot()).toMatchObject({ position: 1, isLive: false, playing: undefined, reached: undefined })
  })

  test('closing the store settles pending moves, playback and preparation', async () => {
    const { store, timeline, waiting, moves } = await openSilent()
    const [superseded, moving] = moves()
    const settled = Promise.allSettled([superseded, moving, ...waiting])
    await store.close()
    const closed = { status: 'rejected', reason: expect.any(StoreClosed) }
    expect((await settled).slice(0, 2)).toEqual([{ status: 'fulfilled', value: false }, closed])
    expect(timeline.getSnapshot()).toMatchObject({ position: 1, playing: undefined })
    expect(timeline.getSnapshot().error).toBeInstanceOf(StoreClosed)
  })
})

describe('subscribers of a timeline', () => {
  test('a subscriber is notified of a change that it makes in its first, immediate call', async () => {
    const timeline = await openTimeline(await openAccountOne(inMemory), balance)
    const seen: number[] = []
    timeline.subscribe(({ bookmarks }) => {
      seen.push(bookmarks.length)
      if (bookmarks.length === 0) timeline.bookmark('here')
    })
    expect(seen).toEqual([0, 1])
  })

  test('a subscriber that stops the timeline receives no further change', async () => {
    const store = await openAccountOne(inMemory)
    const timeline = new Timeline(store, balance)
    const seen: number[] = []
    timeline.subscribe(({ position }) => {
      seen.push(position)
      if (position === 4) timeline.stop()
    })
    await eventually(() => expect(seen).toContain(4))
    const atStop = seen.length
    await store.append(accountOne, moneyDeposited(1))
    await store.lastPosition()
    expect([seen.length, timeline.getSnapshot().lastPosition]).toEqual([atStop, 4])
  })
})
