import { defineProjection, type EventStore, QuotaExceeded, reconstructState } from 'rewindable'
import { beforeEach, describe, expect, test } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { storeWith } from '../model/store-with.ts'
import { newName, places } from '../open-stores.ts'
import { depositPositions, moneyAfter, moneyByStream, openTimeline } from './timelines.ts'
import { countingReads } from './watched-store.ts'

const historyLength = 20_000
const aPage = 1_024
const farApart = [17_777, 3, 9_999, 19_950, 4_200, 12_345, 700, 15_001]

/** A state of about 10 kB, another one after each event. */
const longText = defineProjection<{ text: string }, BankEvent>({
  name: 'long text',
  initialState: () => ({ text: '' }),
  when: { MoneyDeposited: (_, { globalPosition }) => ({ text: String(globalPosition).padEnd(5_000, '.') }) },
})

const depositCount = defineProjection<{ count: number }, BankEvent>({
  name: 'deposit count',
  initialState: () => ({ count: 0 }),
  when: {
    MoneyDeposited: (state) => {
      state.count += 1
    },
  },
})

describe.each(places)('keyframes, in $place,', ({ open }) => {
  let name: string
  let store: EventStore<BankEvent>
  let eventsRead: () => number

  async function openAnew(): Promise<void> {
    const counting = countingReads(await open<BankEvent>(name))
    store = counting.store
    eventsRead = counting.eventsRead
  }

  beforeEach(async () => {
    name = newName()
    await openAnew()
    await depositPositions(store, historyLength)
  })

  test('make a seek anywhere cost about a page of events', async () => {
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.prepared()
    eventsRead()
    for (const position of farApart) {
      await timeline.seek(position)
      expect(timeline.getSnapshot().state).toEqual(moneyAfter(position))
      expect(eventsRead()).toBeLessThanOrEqual(aPage)
    }
  })

  test('make the history be read once, and no more, to lay them', async () => {
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.prepared()
    expect(eventsRead()).toBeLessThanOrEqual(historyLength + aPage)
  })

  test('make steps, in one direction and the other, read no event twice', async () => {
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.prepared()
    await timeline.seek(5_000)
    eventsRead()
    for (let step = 0; step < 300; step += 1) await timeline.step(1)
    for (let step = 0; step < 600; step += 1) await timeline.step(-1)
    expect(timeline.getSnapshot().state).toEqual(moneyAfter(4_700))
    expect(eventsRead()).toBeLessThanOrEqual(3 * aPage)
  })

  test('and events that lie next in the direction of the last step are read ahead', async () => {
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.prepared()
    for (const [start, by] of [
      [5_120, 1],
      [7_169, -1],
    ] as const) {
      await timeline.seek(start - by)
      eventsRead()
      await timeline.step(by)
      let read = 0
      await eventually(() => {
        read += eventsRead()
        expect(read).toBe(512)
      })
      const readUntilShown = new Map<number, number>()
      timeline.subscribe(({ position }) => readUntilShown.has(position) || readUntilShown.set(position, eventsRead()))
      await timeline.step(by)
      expect(readUntilShown.get(start + by)).toBe(0)
      expect(timeline.getSnapshot().event?.globalPosition).toBe(start + by)
    }
  })

  test('that are stored let another day start warm', async () => {
    const before = await openTimeline(store, moneyByStream)
    await before.prepared()
    before.stop()
    await openAnew()
    const timeline = await openTimeline(store, moneyByStream)
    // The events since the last one that was stored.
    expect(eventsRead()).toBeLessThanOrEqual(historyLength / 4)
    await timeline.seek(9_000)
    expect(eventsRead()).toBeLessThanOrEqual(historyLength / 4)
    expect(timeline.getSnapshot().state).toEqual(moneyAfter(9_000))
  })

  test('that are stored of one projection only serve it beside others, which begin at the beginning', async () => {
    const alone = await openTimeline(store, moneyByStream)
    await alone.prepared()
    alone.stop()
    const timeline = await openTimeline(store, [moneyByStream, depositCount])
    expect(timeline.getSnapshot().state).toEqual([moneyAfter(historyLength), { count: historyLength }])
    for (const position of [0, 9_000, 0]) {
      await timeline.seek(position)
      expect(timeline.getSnapshot().state).toEqual([moneyAfter(position), { count: position }])
    }
  })

  test('that are stored serve reconstructState too', async () => {
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.prepared()
    eventsRead()
    expect(await reconstructState(store, moneyByStream, { atPosition: 9_000 })).toEqual(moneyAfter(9_000))
    expect(eventsRead()).toBeLessThanOrEqual(historyLength / 4)
  })

  test('that are stored stay few, however often one comes back', async () => {
    for (let day = 0; day < 3; day += 1) {
      const timeline = await openTimeline(store, moneyByStream)
      await timeline.prepared()
      timeline.stop()
    }
    const stored = await store.snapshots.list('money by stream')
    expect(stored).toEqual([4_096, 8_192, 12_288, 16_384])
  })

  test('that are deleted cost time and no answer', async () => {
    const before = await openTimeline(store, moneyByStream)
    await before.prepared()
    before.stop()
    await store.snapshots.drop('money by stream')
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.seek(9_000)
    expect(timeline.getSnapshot().state).toEqual(moneyAfter(9_000))
  })

  test('keep to their budget, and leave every state to be had', async () => {
    const keyframeMemory = 150_000
    const timeline = await openTimeline(store, longText, { keyframeMemory })
    const bytes: number[] = []
    timeline.subscribe(() => bytes.push(timeline.keyframes.bytes))
    await timeline.prepared()
    for (const position of farApart) {
      await timeline.seek(position)
      expect(timeline.getSnapshot().state.text.startsWith(`${position}.`)).toBe(true)
    }
    await timeline.prepared()
    expect(timeline.keyframes.positions.length).toBeGreaterThan(5)
    expect(Math.max(...bytes, timeline.keyframes.bytes)).toBeLessThanOrEqual(keyframeMemory)
  })

  test('are only the state shown and the beginning when there is no memory for more', async () => {
    const timeline = await openTimeline(store, longText, { keyframeMemory: 0 })
    for (const position of [7_000, 6_999]) {
      await timeline.seek(position)
      expect(timeline.getSnapshot().state.text.startsWith(`${position}.`)).toBe(true)
    }
    await timeline.prepared()
    expect(timeline.keyframes.positions).toEqual([0, 6_999])
  })

  test('that find no room on the disk are done without', async () => {
    const refuse = async (): Promise<void> => {
      throw new QuotaExceeded()
    }
    const { latest, list, drop } = store.snapshots
    const snapshots = { save: refuse, latest: latest.bind(store.snapshots), list: list.bind(store.snapshots), drop }
    const timeline = await openTimeline(storeWith(store, { snapshots }), moneyByStream)
    await timeline.prepared()
    await timeline.seek(9_000)
    expect(timeline.getSnapshot()).toMatchObject({ state: moneyAfter(9_000), error: undefined })
  })

  test('laid on the way by a seek that another one took the place of are not laid again', async () => {
    const timeline = await openTimeline(store, moneyByStream)
    await Promise.all([15_000, 14_000, 13_000, 14_500].map((position) => timeline.seek(position)))
    await timeline.prepared()
    expect(timeline.getSnapshot().state).toEqual(moneyAfter(14_500))
    expect(eventsRead()).toBeLessThanOrEqual(historyLength + 4 * aPage)
  })
})
