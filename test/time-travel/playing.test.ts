import type { EventStore } from 'rewindable'
import { fixedClock } from 'rewindable/testing'
import type { Timeline } from 'rewindable/time-travel'
import { beforeEach, describe, expect, test } from 'vitest'
import { accountOpened, type BankEvent, balance, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { accountOne } from '../account-one.ts'
import { rejectionOf } from '../async-results.ts'
import { inMemory, newName } from '../open-stores.ts'
import { openTimeline } from './timelines.ts'

describe('playback of a timeline', () => {
  let store: EventStore<BankEvent>
  let timeline: Timeline<number, BankEvent>
  let waits: number[]
  /** Actions to run during the playback, by the number of the wait. */
  let duringWait: Record<number, () => unknown>
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
    duringWait = {}
    positions = []
    const wait = async (milliseconds: number): Promise<void> => {
      waits.push(milliseconds)
      await duringWait[waits.length]?.()
    }
    timeline = await openTimeline(store, balance, { wait })
    positions = [4]
    timeline.subscribe(({ position }) => positions.at(-1) !== position && positions.push(position))
  })

  test('play at the end of the log restarts at the beginning and ends at the last position, not live', async () => {
    await timeline.play()
    expect(positions).toEqual([4, 0, 1, 2, 3, 4])
    expect(timeline.getSnapshot()).toMatchObject({ state: 120, isLive: false, playing: undefined })
  })

  test('play continues from the current position', async () => {
    await timeline.seek(2)
    await timeline.play()
    expect(positions).toEqual([4, 2, 3, 4])
  })

  test('play shows two events per second at speed 1, and proportionally more at higher speeds', async () => {
    await timeline.play()
    expect(waits).toEqual([500, 500, 500, 500])
    await timeline.play({ speed: 16 })
    expect(waits.slice(4)).toEqual([31.25, 31.25, 31.25, 31.25])
  })

  test('play in real time waits as long as the recorded gaps, up to two seconds', async () => {
    await timeline.play({ realTime: true })
    expect(waits).toEqual([0, 300, 0, 2_000])
    await timeline.play({ realTime: true, speed: 0.5 })
    expect(waits.slice(4)).toEqual([0, 600, 0, 2_000])
  })

  test('the snapshot of a timeline contains the speed and the mode of the playback', async () => {
    duringWait[1] = () => expect(timeline.getSnapshot().playing).toEqual({ speed: 2, realTime: false })
    await timeline.play({ speed: 2 })
    expect(waits.length).toBe(4)
  })

  test('pause stops the playback, and play continues from the same position', async () => {
    duringWait[3] = () => timeline.pause()
    await timeline.play()
    expect(timeline.getSnapshot()).toMatchObject({ position: 2, playing: undefined })
    await timeline.play()
    expect(positions).toEqual([4, 0, 1, 2, 3, 4])
  })

  test.each<[string, (timeline: Timeline<number, BankEvent>) => Promise<boolean>, number]>([
    ['seek', (timeline) => timeline.seek(1), 1],
    ['step', (timeline) => timeline.step(-1), 1],
    ['toLive', (timeline) => timeline.toLive(), 4],
  ])('a call of %s stops the playback', async (_, elsewhere, position) => {
    duringWait[3] = () => elsewhere(timeline)
    await timeline.play()
    expect(timeline.getSnapshot()).toMatchObject({ position, playing: undefined })
    expect(waits.length).toBe(3)
  })

  test('play shows events that are appended during the playback', async () => {
    duringWait[2] = () => store.append(accountOne, moneyDeposited(1))
    await timeline.play()
    expect(positions).toEqual([4, 0, 1, 2, 3, 4, 5])
  })

  test('play shows only events that the filter accepts', async () => {
    timeline.filter({ types: ['MoneyDeposited'] })
    await timeline.play()
    expect(positions).toEqual([4, 0, 2, 4])
  })

  test('a second call of play replaces the first playback', async () => {
    const again: Promise<void>[] = []
    duringWait[2] = () => again.push(timeline.play({ speed: 4 }))
    await timeline.play()
    await Promise.all(again)
    expect(positions).toEqual([4, 0, 1, 2, 3, 4])
    expect(waits).toEqual([500, 500, 125, 125, 125])
  })

  test('play rejects an invalid speed with InvalidArgument', async () => {
    for (const speed of [0, 0.25, 17, Number.NaN]) {
      expect(await rejectionOf(timeline.play({ speed }))).toMatchObject({ code: 'InvalidArgument', argument: 'speed' })
    }
  })
})
