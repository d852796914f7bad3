import type { EventStore } from 'rewindable'
import { fixedClock } from 'rewindable/testing'
import type { Timeline } from 'rewindable/time-travel'
import { beforeEach, describe, expect, test } from 'vitest'
import { accountOpened, type BankEvent, balance, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { accountOne } from '../account-one.ts'
import { rejectionOf } from '../async-results.ts'
import { inMemory, newName } from '../open-stores.ts'
import { openTimeline } from './timelines.ts'

describe('playing', () => {
  let store: EventStore<BankEvent>
  let timeline: Timeline<number, BankEvent>
  let waits: number[]
  /** What somebody does while the film waits for the so many-th time. */
  let meanwhile: Record<number, () => unknown>
  let positions: number[]

  beforeEach(async () => {
    const clock = fixedClock(1_000)
    store = await inMemory<BankEvent>(newName(), { now: clock.now })
    await store.append(accountOne, accountOpened('Ada', 0))
    clock.advance(300)
    await store.append(accountOne, [moneyDeposited(100), moneyWithdrawn(30)])
    clock.advance(60_000)
    await store.append(accountOne, moneyDeposited(50))
    waits = []
    meanwhile = {}
    positions = []
    const wait = async (milliseconds: number): Promise<void> => {
      waits.push(milliseconds)
      await meanwhile[waits.length]?.()
    }
    timeline = await openTimeline(store, balance, { wait })
    positions = [4]
    timeline.subscribe(({ position }) => positions.at(-1) !== position && positions.push(position))
  })

  test('begins at the beginning when it stands at the end, and ends at the end, in the past', async () => {
    await timeline.play()
    expect(positions).toEqual([4, 0, 1, 2, 3, 4])
    expect(timeline.getSnapshot()).toMatchObject({ state: 120, isLive: false, playing: undefined })
  })

  test('goes on from where it stands', async () => {
    await timeline.seek(2)
    await timeline.play()
    expect(positions).toEqual([4, 2, 3, 4])
  })

  test('shows two events a second, or as many as its speed says', async () => {
    await timeline.play()
    expect(waits).toEqual([500, 500, 500, 500])
    await timeline.play({ speed: 16 })
    expect(waits.slice(4)).toEqual([31.25, 31.25, 31.25, 31.25])
  })

  test('takes in real time as long as it took, but two seconds at most', async () => {
    await timeline.play({ realTime: true })
    expect(waits).toEqual([0, 300, 0, 2_000])
    await timeline.play({ realTime: true, speed: 0.5 })
    expect(waits.slice(4)).toEqual([0, 600, 0, 2_000])
  })

  test('says that it plays, and how', async () => {
    meanwhile[1] = () => expect(timeline.getSnapshot().playing).toEqual({ speed: 2, realTime: false })
    await timeline.play({ speed: 2 })
    expect(waits.length).toBe(4)
  })

  test('stops when it is paused, and goes on from there', async () => {
    meanwhile[3] = () => timeline.pause()
    await timeline.play()
    expect(timeline.getSnapshot()).toMatchObject({ position: 2, playing: undefined })
    await timeline.play()
    expect(positions).toEqual([4, 0, 1, 2, 3, 4])
  })

  test.each<[string, (timeline: Timeline<number, BankEvent>) => Promise<boolean>, number]>([
    ['is sought', (timeline) => timeline.seek(1), 1],
    ['is stepped', (timeline) => timeline.step(-1), 1],
    ['goes live', (timeline) => timeline.toLive(), 4],
  ])('stops when the timeline %s', async (_, elsewhere, position) => {
    meanwhile[3] = () => elsewhere(timeline)
    await timeline.play()
    expect(timeline.getSnapshot()).toMatchObject({ position, playing: undefined })
    expect(waits.length).toBe(3)
  })

  test('goes on into what is appended meanwhile', async () => {
    meanwhile[2] = () => store.append(accountOne, moneyDeposited(1))
    await timeline.play()
    expect(positions).toEqual([4, 0, 1, 2, 3, 4, 5])
  })

  test('shows only events that are visible', async () => {
    timeline.filter({ types: ['MoneyDeposited'] })
    await timeline.play()
    expect(positions).toEqual([4, 0, 2, 4])
  })

  test('anew takes the place of what was played before', async () => {
    const again: Promise<void>[] = []
    meanwhile[2] = () => again.push(timeline.play({ speed: 4 }))
    await timeline.play()
    await Promise.all(again)
    expect(positions).toEqual([4, 0, 1, 2, 3, 4])
    expect(waits).toEqual([500, 500, 125, 125, 125])
  })

  test('refuses what is no speed', async () => {
    for (const speed of [0, 0.25, 17, Number.NaN]) {
      expect(await rejectionOf(timeline.play({ speed }))).toMatchObject({ code: 'InvalidArgument', argument: 'speed' })
    }
  })
})
