import { defineProjection, type EventStore, QuotaExceeded, reconstructState } from 'rewindable'
import { beforeEach, describe, expect, test } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { storeWith } from '../model/store-with.ts'
import { newName, places } from '../open-stores.ts'
import { countingReads } from './counting-reads.ts'
import { depositPositions, moneyAfter, moneyByStream, openTimeline } from './timelines.ts'

const historyLength = 20_000
const aPage = 1_024
const farApart = [17_777, 3, 9_999, 19_950, 4_200, 12_345, 700, 15_001]

/** A projection with a state of about 10 kB that every event replaces. */
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

describe.each(places)('keyframes in $place', ({ open }) => {
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

  test('with keyframes, a seek to any position reads about one batch of events', async () => {
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.prepared()
    eventsRead()
    for (const position of farApart) {
      await timeline.seek(position)
      expect(timeline.getSnapshot().state).toEqual(moneyAfter(position))
      expect(eventsRead()).toBeLessThanOrEqual(aPage)
    }
  })

  test('creating keyframes reads the history exactly once', async () => {
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.prepared()
    expect(eventsRead()).toBeLessThanOrEqual(historyLength + aPage)
  })

  test('steps in both directions read no event twice', async () => {
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.prepared()
    await timeline.seek(5_000)
    eventsRead()
    for (let step = 0; step < 300; step += 1) await timeline.step(1)
    for (let step = 0; step < 600; step += 1) await timeline.step(-1)
    expect(timeline.getSnapshot().state).toEqual(moneyAfter(4_700))
    expect(eventsRead()).toBeLessThanOrEqual(3 * aPage)
  })

  test('a timeline prefetches the next events in the direction of the last step', async () => {
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

  test('a new timeline starts from stored keyframes', async () => {
    const before = await openTimeline(store, moneyByStream)
    await before.prepared()
    before.stop()
    await openAnew()
    const timeline = await openTimeline(store, moneyByStream)
    // These are the events since the last stored keyframe.
    expect(eventsRead()).toBeLessThanOrEqual(historyLength / 4)
    await timeline.seek(9_000)
    expect(eventsRead()).toBeLessThanOrEqual(historyLength / 4)
    expect(timeline.getSnapshot().state).toEqual(moneyAfter(9_000))
  })

  test('a projection uses its stored keyframes next to projections without any', async () => {
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

  test('reconstructState uses stored keyframes', async () => {
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.prepared()
    eventsRead()
    expect(await reconstructState(store, moneyByStream, { atPosition: 9_000 })).toEqual(moneyAfter(9_000))
    expect(eventsRead()).toBeLessThanOrEqual(historyLength / 4)
  })

  test('repeated sessions do not increase the number of stored keyframes', async () => {
    for (let day = 0; day < 3; day += 1) {
      const timeline = await openTimeline(store, moneyByStream)
      await timeline.prepared()
      timeline.stop()
    }
    const stored = await store.snapshots.list('money by stream')
    expect(stored).toEqual([4_096, 8_192, 12_288, 16_384])
  })

  test('a timeline returns correct states after its stored keyframes are deleted', async () => {
    const before = await openTimeline(store, moneyByStream)
    await before.prepared()
    before.stop()
    await store.snapshots.drop('money by stream')
    const timeline = await openTimeline(store, moneyByStream)
    await timeline.seek(9_000)
    expect(timeline.getSnapshot().state).toEqual(moneyAfter(9_000))
  })

  test('keyframes stay within their memory limit, and every state remains available', async () => {
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

  test('with a memory limit of 0, only the shown state and position 0 are keyframes', async () => {
    const timeline = await openTimeline(store, longText, { keyframeMemory: 0 })
    for (const position of [7_000, 6_999]) {
      await timeline.seek(position)
      expect(timeline.getSnapshot().state.text.startsWith(`${position}.`)).toBe(true)
    }
    await timeline.prepared()
    expect(timeline.keyframes.positions).toEqual([0, 6_999])
  })

  test('a timeline works without stored keyframes when the storage quota is exceeded', async () => {
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

  test('keyframes from a replaced seek are kept and not created again', async () => {
    const timeline = await openTimeline(store, moneyByStream)
    await Promise.all([15_000, 14_000, 13_000, 14_500].map((position) => timeline.seek(position)))
    await timeline.prepared()
    expect(timeline.getSnapshot().state).toEqual(moneyAfter(14_500))
    expect(eventsRead()).toBeLessThanOrEqual(historyLength + 4 * aPage)
  })
})
