import { defineProjection } from 'rewindable'
import { fork, Timeline } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { openRecorded } from '../projection/recorded-reads.ts'
import { breakableTotal, depositPositions, upTo } from '../projection/telling-projections.ts'
import { openTimeline } from './timelines.ts'

const deposits = (...amounts: number[]): BankEvent[] => amounts.map((amount) => moneyDeposited(amount))

describe.each(places)('a timeline of one stream in $place', ({ open }) => {
  /** Stream a has the global positions 2, 4 and 6, recorded at 2, 4 and 6. */
  async function openTwoStreams() {
    let now = 0
    const store = await open<BankEvent>(newName(), { pollInterval: 0, now: () => now })
    for (const turn of upTo(6)) {
      now = turn
      await store.append(turn % 2 === 0 ? 'a' : 'b', deposits(turn))
    }
    return store
  }

  test('a timeline of a stream has one position for each event of the stream', async () => {
    const store = await openTwoStreams()
    const timeline = await openTimeline(store, depositPositions, { streamId: 'a' })
    const { getSnapshot: view } = timeline
    expect(view()).toMatchObject({ state: [2, 4, 6], position: 3, lastPosition: 3, isLive: true })
    const shown = []
    for (const position of [0, 1, 2, 3, 99]) {
      expect(await timeline.seek(position)).toBe(true)
      shown.push([view().position, view().state, view().event?.streamVersion])
    }
    expect(shown).toEqual([
      [0, [], undefined],
      [1, [2], 1],
      [2, [2, 4], 2],
      [3, [2, 4, 6], 3],
      [3, [2, 4, 6], 3],
    ])
  })

  test('steps of a timeline of a stream go from one event of the stream to the next', async () => {
    const store = await openTwoStreams()
    await store.append('a', [moneyDeposited(8), { type: 'AccountClosed', data: {} }, moneyDeposited(10)])
    const timeline = await openTimeline(store, depositPositions, { streamId: 'a' })
    const { getSnapshot: view } = timeline
    await timeline.step(-1)
    expect(view().position).toBe(5)
    timeline.filter({ types: ['MoneyDeposited'] })
    await timeline.step(-1)
    expect(view()).toMatchObject({ position: 4, state: [2, 4, 6, 7] })
    await timeline.step(1)
    expect(view().position).toBe(6)
    await timeline.step(-9)
    expect(view().position).toBe(0)
  })

  test('seekTime of a timeline of a stream shows the last event of the stream recorded by then', async () => {
    const timeline = await openTimeline(await openTwoStreams(), depositPositions, { streamId: 'a' })
    const positions = []
    for (const time of [0, 1, 2, 3, 4, 5, 6, 7]) {
      await timeline.seekTime(time)
      positions.push(timeline.getSnapshot().position)
    }
    expect(positions).toEqual([0, 0, 1, 1, 2, 2, 3, 3])
  })

  test('seekEvent of a timeline of a stream finds events of the stream, and no others', async () => {
    const store = await openTwoStreams()
    const timeline = await openTimeline(store, depositPositions, { streamId: 'a' })
    const { events } = await store.readStream('a')
    for (const event of events) {
      for (const anchor of [event, { id: event.id }, { id: event.id, streamVersion: 1, globalPosition: 99 }]) {
        await timeline.toLive()
        expect(await timeline.seekEvent(anchor)).toBe(true)
        expect(timeline.getSnapshot()).toMatchObject({ position: event.streamVersion, event: { id: event.id } })
      }
    }
    const [other] = (await store.readStream('b')).events
    expect(await rejectionOf(timeline.seekEvent(other ?? { id: '' }))).toMatchObject({ code: 'InvalidArgument' })
    const mistake = timeline.seekEvent({ id: 'x', streamVersion: 0 })
    expect(await rejectionOf(mistake)).toMatchObject({ argument: 'event.streamVersion' })
  })

  test('bookmarks of a timeline of a stream keep the version and the event id', async () => {
    const store = await openTwoStreams()
    const timeline = await openTimeline(store, depositPositions, { streamId: 'a' })
    await timeline.seek(2)
    timeline.bookmark('two')
    const { bookmarks } = timeline.getSnapshot()
    const [, second] = (await store.readStream('a')).events
    expect(bookmarks).toEqual([{ position: 2, eventId: second?.id, label: 'two' }])
    const again = await openTimeline(store, depositPositions, { streamId: 'a', bookmarks })
    expect(again.getSnapshot().bookmarks).toEqual(bookmarks)
    const whole = await openTimeline(store, depositPositions)
    await whole.seekEvent({ id: bookmarks[0]?.eventId ?? '' })
    expect(whole.getSnapshot().position).toBe(4)
  })

  test('playback of a timeline of a stream shows each version', async () => {
    const store = await openTwoStreams()
    const timeline = await openTimeline(store, depositPositions, { streamId: 'a', wait: async () => {} })
    const positions: number[] = []
    timeline.subscribe(({ position }) => positions.at(-1) === position || positions.push(position))
    await timeline.play()
    expect(positions).toEqual([3, 0, 1, 2, 3])
  })

  test('stateAt, diff and lastChange of a timeline of a stream take versions', async () => {
    const store = await openTwoStreams()
    const timeline = await openTimeline(store, [depositPositions, balance], { streamId: 'a' })
    expect(await timeline.stateAt(2)).toEqual([[2, 4], 6])
    expect(await timeline.diff(1, 2)).toMatchObject([{ path: [0, 1] }, { path: [1], before: 2, after: 6 }])
    expect(await timeline.lastChange([0, 0])).toMatchObject({ streamVersion: 1, globalPosition: 2 })
    expect(await timeline.lastChange([1], 2)).toMatchObject({ streamVersion: 2, globalPosition: 4 })
  })

  test('a live timeline of a stream follows that stream, and a timeline in its past counts its new events', async () => {
    const name = newName()
    const [here, there] = [await open<BankEvent>(name, { pollInterval: 0 }), await open<BankEvent>(name)]
    await here.append('a', deposits(1))
    const timeline = await openTimeline(here, balance, { streamId: 'a' })
    const { getSnapshot: view } = timeline
    await there.append('b', deposits(100))
    await there.append('a', deposits(2))
    await eventually(() => expect(view()).toMatchObject({ state: 3, position: 2, isLive: true }))
    await timeline.seek(1)
    await there.append('b', deposits(100, 100))
    await there.append('a', deposits(4, 8))
    await eventually(() => expect(view()).toMatchObject({ state: 1, position: 1, lastPosition: 4, newEvents: 2 }))
    await timeline.toLive()
    expect(view()).toMatchObject({ state: 15, position: 4, newEvents: 0 })
  })

  test('a timeline of a stream without events shows the initial state, and later its first event', async () => {
    const store = await openTwoStreams()
    const timeline = await openTimeline(store, balance, { streamId: 'none' })
    expect(timeline.getSnapshot()).toMatchObject({ state: 0, position: 0, lastPosition: 0, event: undefined })
    await store.append('none', deposits(9))
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ state: 9, position: 1 }))
  })

  test('a timeline of a stream shows the state before the event that a handler fails on', async () => {
    const store = await openTwoStreams()
    const timeline = new Timeline(store, breakableTotal(4).definition, { streamId: 'a' })
    onTestFinished(() => timeline.stop())
    const failure = { code: 'ProjectionFailed', position: 4, streamId: 'a', streamVersion: 2 }
    expect(await rejectionOf(timeline.toLive())).toMatchObject(failure)
    const lastGood = { state: { total: 2, deposits: 1 }, position: 1, lastPosition: 3 }
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject(lastGood))
  })

  test('a timeline of a stream shows the states of a fork', async () => {
    const store = await openTwoStreams()
    const branch = await fork(store, { at: 4 })
    await branch.append('a', deposits(100))
    const timeline = await openTimeline(branch, depositPositions, { streamId: 'a' })
    const positions = [timeline.getSnapshot().state]
    await timeline.seek(1)
    expect([...positions, timeline.getSnapshot().state]).toEqual([[2, 4, 5], [2]])
    timeline.stop()
    await branch.close()
  })

  test('a timeline rejects an invalid stream id', async () => {
    const store = await openTwoStreams()
    expect(() => new Timeline(store, balance, { streamId: '' })).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', argument: 'streamId' }),
    )
  })
})

describe('the reads of a timeline of one stream', () => {
  const folded: number[] = []
  const counting = defineProjection<number, BankEvent>({
    name: 'counting',
    initialState: () => 0,
    when: {
      MoneyDeposited: (count, { streamVersion }) => {
        folded.push(streamVersion)
        return count + 1
      },
    },
  })

  test('a timeline of a stream reads and folds only that stream', async () => {
    const { store, reads } = openRecorded<BankEvent>()
    await store.append('other', deposits(...upTo(3_000)))
    await store.append('a', deposits(...upTo(2_000)))
    await store.append('other', deposits(...upTo(3_000)))
    reads()
    folded.length = 0
    const timeline = await openTimeline(store, counting, { streamId: 'a' })
    expect(timeline.getSnapshot()).toMatchObject({ state: 2_000, position: 2_000, lastPosition: 2_000 })
    expect(folded).toEqual(upTo(2_000))
    await timeline.prepared()
    for (const position of [1_999, 1_500, 700, 1, 0]) {
      folded.length = 0
      await timeline.seek(position)
      expect(timeline.getSnapshot()).toMatchObject({ state: position, position })
      expect(folded.length).toBeLessThanOrEqual(512)
    }
    await timeline.seekTime(Date.now())
    expect(timeline.getSnapshot().position).toBe(2_000)
    expect(new Set(reads())).toEqual(new Set(['read a']))
  })

  test('seekEvent with the version of an event reads the stream once', async () => {
    const { store, reads } = openRecorded<BankEvent>()
    await store.append('a', deposits(...upTo(5_000)))
    const timeline = await openTimeline(store, balance, { streamId: 'a' })
    await timeline.prepared()
    await timeline.seek(5)
    await timeline.toLive()
    const { events } = await store.readStream('a', { fromVersion: 5, limit: 1 })
    reads()
    for (const event of events) await timeline.seekEvent({ id: event.id, streamVersion: event.streamVersion })
    expect([timeline.getSnapshot().position, reads()]).toEqual([5, ['read a']])
  })

  test('a timeline of a long stream starts from the keyframes that an earlier timeline stored', async () => {
    const { store, memory } = openRecorded<BankEvent>()
    await store.append('other', deposits(1))
    await store.append('a', deposits(...upTo(10_000)))
    const first = await openTimeline(store, counting, { streamId: 'a' })
    await first.prepared()
    expect(await store.snapshots.list(JSON.stringify(['projection', 'counting', 'a']))).toEqual([4_096, 8_192])
    expect(await store.snapshots.list('counting')).toEqual([])
    first.stop()
    folded.length = 0
    const again = openRecorded<BankEvent>(memory)
    const second = new Timeline(again.store, counting, { streamId: 'a' })
    onTestFinished(() => second.stop())
    await second.seek(8_300)
    expect(second.getSnapshot()).toMatchObject({ state: 8_300, position: 8_300 })
    expect(folded.filter((version) => version <= 8_192 && version > 8_000)).toEqual([])
    expect(new Set(again.reads())).not.toContain('read log')
  })
})
