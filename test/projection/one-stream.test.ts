import { ConcurrencyConflict, LiveProjection, Projection, reconstructState } from 'rewindable'
import { fork } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { openRecorded } from './recorded-reads.ts'
import { following } from './start-live-projection.ts'
import { breakableTotal, depositPositions, upTo } from './telling-projections.ts'

const deposits = (...amounts: number[]): BankEvent[] => amounts.map((amount) => moneyDeposited(amount))

describe.each(places)('the live state of one stream in $place', ({ open }) => {
  async function openTwoStreams() {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    await store.append('a', deposits(1, 2))
    await store.append('b', deposits(10, 20, 30))
    await store.append('a', deposits(3))
    return store
  }

  test('a live projection of a stream folds only the events of that stream, in order', async () => {
    const store = await openTwoStreams()
    const live = following(store, depositPositions, { streamId: 'a' })
    await live.catchUp()
    expect([live.state, live.position, live.status]).toEqual([[1, 2, 6], 3, 'live'])
  })

  test('a live projection of a stream follows the appends of another tab to that stream', async () => {
    const name = newName()
    const [here, there] = [await open<BankEvent>(name, { pollInterval: 0 }), await open<BankEvent>(name)]
    const live = following(here, balance, { streamId: 'a' })
    const changes: unknown[] = []
    live.addEventListener('change', ({ detail }) => changes.push(detail))
    await live.catchUp()
    await there.append('b', deposits(100))
    await there.append('a', deposits(1, 2))
    await eventually(() => expect(live.state).toBe(3))
    await there.append('b', deposits(100))
    await there.append('a', deposits(4))
    await eventually(() => expect(live.state).toBe(7))
    expect(changes).toEqual([
      { state: 3, position: 2 },
      { state: 7, position: 3 },
    ])
  })

  test('the position of a live stream is the version that an append expects', async () => {
    const store = await openTwoStreams()
    const live = following(store, balance, { streamId: 'a' })
    await live.catchUp()
    await store.append('a', deposits(4), { expectedVersion: live.position })
    expect(await rejectionOf(store.append('a', deposits(5), { expectedVersion: 3 }))).toBeInstanceOf(
      ConcurrencyConflict,
    )
    await eventually(() => expect([live.state, live.position]).toEqual([10, 4]))
  })

  test('a live projection of a stream without events shows the initial state, and later its first event', async () => {
    const store = await openTwoStreams()
    const live = following(store, balance, { streamId: 'none' })
    expect(await live.catchUp()).toBe(0)
    expect([live.state, live.position, live.status]).toEqual([0, 0, 'live'])
    await store.append('none', deposits(9))
    await eventually(() => expect([live.state, live.position]).toEqual([9, 1]))
  })

  test('catchUp and rebuild of a live stream return the number of its events', async () => {
    const store = await openTwoStreams()
    const live = following(store, balance, { streamId: 'b' })
    expect(await live.rebuild()).toBe(3)
    expect(await live.catchUp()).toBe(0)
    expect([live.state, live.position]).toEqual([60, 3])
  })

  test('a catchUp after an append includes the appended event, even while the stream is opening', async () => {
    const store = await openTwoStreams()
    const live = following(store, balance, { streamId: 'a' })
    await store.append('a', deposits(4))
    await live.catchUp()
    expect(live.state).toBe(10)
  })

  test('a live stream continues after stop and subscribe', async () => {
    const store = await openTwoStreams()
    const live = following(store, balance, { streamId: 'a' })
    await live.catchUp()
    live.stop()
    await store.append('a', deposits(4))
    expect([live.state, live.status]).toEqual([6, 'stopped'])
    live.subscribe(() => {})
    await eventually(() => expect([live.state, live.status]).toEqual([10, 'live']))
  })

  test('a live stream stops when its store is closed', async () => {
    const store = await openTwoStreams()
    const live = following(store, balance, { streamId: 'a' })
    await live.catchUp()
    await store.close()
    expect(live.status).toBe('stopped')
    expect(await rejectionOf(live.catchUp())).toMatchObject({ code: 'StoreClosed' })
    expect(live.state).toBe(6)
  })

  test('a projection of a stream folds the stream on demand', async () => {
    const store = await openTwoStreams()
    const projection = new Projection(store, balance, { streamId: 'a' })
    expect(await projection.catchUp()).toBe(3)
    await store.append('b', deposits(100))
    expect(await projection.catchUp()).toBe(0)
    await store.append('a', deposits(4))
    expect(await projection.catchUp()).toBe(1)
    expect([projection.state, projection.position]).toEqual([10, 4])
  })

  test('a live stream of a fork shows the events of the origin and of the fork', async () => {
    const store = await openTwoStreams()
    const branch = await fork(store, { at: 5 })
    const live = following(branch, balance, { streamId: 'a' })
    await live.catchUp()
    expect([live.state, live.position]).toEqual([3, 2])
    await branch.append('a', deposits(100))
    await eventually(() => expect([live.state, live.position]).toEqual([103, 3]))
    live.stop()
    await branch.close()
  })

  test('a handler that throws leaves the state of the stream before the failed event', async () => {
    const store = await openTwoStreams()
    const { definition, fix } = breakableTotal(3)
    const live = following(store, definition, { streamId: 'a' })
    await eventually(() => expect(live.status).toBe('failed'))
    expect([live.state, live.position]).toEqual([{ total: 3, deposits: 2 }, 2])
    const failure = { code: 'ProjectionFailed', position: 6, streamId: 'a', streamVersion: 3 }
    expect(live.error).toMatchObject(failure)
    fix()
    await live.catchUp()
    expect([live.state, live.status]).toEqual([{ total: 6, deposits: 3 }, 'live'])
  })

  test('a stream of several thousand events is folded completely, and reports its progress', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    await store.append('a', deposits(...upTo(2_500)))
    await store.append('b', deposits(1))
    const live = following(store, depositPositions, { streamId: 'a', snapshots: false })
    const progress: { position: number; lastPosition: number }[] = []
    live.addEventListener('progress', ({ detail }) => progress.push(detail))
    await live.catchUp()
    expect(live.state).toEqual(upTo(2_500))
    expect(progress.length).toBeGreaterThan(1)
    for (const { position, lastPosition } of progress) expect([position <= 2_500, lastPosition]).toEqual([true, 2_500])
    expect(await reconstructState(store, depositPositions, { streamId: 'a', atVersion: 2_100 })).toEqual(upTo(2_100))
  })

  test.each([LiveProjection, Projection])('%o rejects an invalid stream id', async (Kind) => {
    const store = await openTwoStreams()
    expect(() => new Kind(store, balance, { streamId: '' })).toThrow(
      expect.objectContaining({ code: 'InvalidArgument', argument: 'streamId' }),
    )
  })
})

describe('the reads of the live state of one stream', () => {
  async function openLongLog(events = 2_000) {
    const opened = openRecorded<BankEvent>()
    await opened.store.append('a', deposits(1, 2))
    await opened.store.append('other', deposits(...upTo(events)))
    await opened.store.append('a', deposits(3))
    const other = openRecorded<BankEvent>(opened.memory)
    opened.reads()
    return { ...opened, other: other.store }
  }

  test.each([0, 5_000])(
    'opening a short stream takes one read of that stream beside %d other events',
    async (events) => {
      const { store, reads } = await openLongLog(Math.max(events, 1))
      const live = following(store, balance, { streamId: 'a' })
      await eventually(() => expect(live.status).toBe('live'))
      expect([live.state, reads()]).toEqual([6, ['read a']])
    },
  )

  test('an append to another stream costs a live stream one read of its own stream', async () => {
    const { store, reads, other } = await openLongLog()
    const live = following(store, balance, { streamId: 'a' })
    await live.catchUp()
    // Waits for the first read of the follower itself too.
    await live.catchUp()
    reads()
    const before = live.state
    const changes: unknown[] = []
    live.addEventListener('change', () => changes.push(live.state))
    await other.append('other', deposits(1))
    await eventually(() => expect(reads()).toEqual(['read a']))
    await other.append('a', deposits(4))
    await eventually(() => expect(live.state).toBe(before + 4))
    expect([changes, reads()]).toEqual([[before + 4], ['read a']])
  })

  test('a past state of a stream is folded without reading other streams', async () => {
    const { store, reads } = await openLongLog()
    expect(await reconstructState(store, balance, { streamId: 'a', atVersion: 2 })).toBe(3)
    expect(await reconstructState(store, balance, { streamId: 'a', atPosition: 1_000 })).toBe(3)
    expect(await reconstructState(store, balance, { streamId: 'a', atTime: 0 })).toBe(0)
    expect(new Set(reads())).toEqual(new Set(['read a', 'snapshot ["projection","balance","a"]']))
  })
})
