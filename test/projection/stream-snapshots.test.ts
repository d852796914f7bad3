import { defineProjection, type EventStore, Projection, reconstructState } from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { openRecorded } from './recorded-reads.ts'
import { following } from './start-live-projection.ts'
import { upTo } from './telling-projections.ts'

const ones = (count: number): BankEvent[] => upTo(count).map(() => moneyDeposited(1))
const nameOf = (streamId: string): string => JSON.stringify(['projection', 'balance', streamId])

describe.each(places)('snapshots of one stream in $place', ({ open }) => {
  async function openStreams(a: number, b: number): Promise<EventStore<BankEvent>> {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    await store.append('b', ones(b))
    await store.append('a', ones(a))
    return store
  }

  test('snapshots of the whole log and of each stream are separate', async () => {
    const store = await openStreams(3, 4)
    for (const options of [{}, { streamId: 'a' }, { streamId: 'b' }]) {
      const projection = new Projection(store, balance, options)
      await projection.catchUp()
      await projection.saveSnapshot()
    }
    for (const [options, events] of [
      [{}, 7],
      [{ streamId: 'a' }, 3],
      [{ streamId: 'b' }, 4],
    ] as const) {
      const projection = new Projection(store, balance, options)
      expect(await projection.loadSnapshot()).toBe(true)
      expect([projection.state, projection.position]).toEqual([events, events])
      expect(await projection.catchUp()).toBe(0)
    }
    expect(await new Projection(store, balance, { streamId: 'c' }).loadSnapshot()).toBe(false)
    const lists = ['balance', nameOf('a'), nameOf('b')].map((name) => store.snapshots.list(name))
    expect(await Promise.all(lists)).toEqual([[7], [3], [4]])
  })

  test('a live projection of a long stream saves a snapshot at the version of its state', async () => {
    const store = await openStreams(150, 10)
    const snapshots = { every: 100, afterMilliseconds: 1_000_000 }
    const live = following(store, balance, { streamId: 'a', snapshots })
    await eventually(async () => expect(await store.snapshots.list(nameOf('a'))).toEqual([150]))
    await store.append('a', ones(99))
    await live.catchUp()
    await store.append('a', ones(1))
    await live.catchUp()
    await eventually(async () => expect(await store.snapshots.list(nameOf('a'))).toEqual([150, 250]))
  })

  test('a past state of a stream starts from the snapshots of that stream', async () => {
    const store = await openStreams(10, 3)
    const projection = new Projection(store, balance, { streamId: 'a' })
    await projection.catchUp()
    await projection.saveSnapshot()
    const snapshot = await store.snapshots.latest(nameOf('a'), 10)
    if (!snapshot) throw new Error('Expected a snapshot')
    const { checksum: _, ...unchecked } = snapshot
    await store.snapshots.save({ ...unchecked, state: 1_000 })
    await store.append('a', ones(1))
    const at = (atVersion: number) => reconstructState(store, balance, { streamId: 'a', atVersion })
    expect(await Promise.all([9, 10, 11].map(at))).toEqual([9, 1_000, 1_001])
    expect(await reconstructState(store, balance)).toBe(14)
    expect(await reconstructState(store, balance, { streamId: 'b' })).toBe(3)
  })

  test('a snapshot of a stream is ignored if the stream does not hold its event', async () => {
    const store = await openStreams(10, 3)
    const snapshot = { projection: nameOf('a'), position: 5, version: 1, logId: store.historyId, state: 1_000 }
    await store.snapshots.save({ ...snapshot, eventId: 'another' })
    await store.snapshots.save({ ...snapshot, position: 500, eventId: 'later' })
    expect(await reconstructState(store, balance, { streamId: 'a', atVersion: 7 })).toBe(7)
    const projection = new Projection(store, balance, { streamId: 'a' })
    await projection.loadSnapshot()
    await projection.catchUp()
    expect([projection.state, projection.position]).toEqual([10, 10])
    const live = following(store, balance, { streamId: 'a' })
    await live.loadSnapshot()
    await live.catchUp()
    expect([live.state, live.position]).toEqual([10, 10])
  })
})

test('a live projection of a long stream starts from its snapshot, and reads only the events after it', async () => {
  const { store, memory, reads } = openRecorded<BankEvent>()
  await store.append('b', ones(100))
  await store.append('a', ones(3_000))
  const projection = new Projection(store, balance, { streamId: 'a' })
  await projection.catchUp()
  await projection.saveSnapshot()
  reads()
  const folded: number[] = []
  const again = openRecorded<BankEvent>(memory)
  const counting = defineProjection<number, BankEvent>({
    name: 'balance',
    initialState: () => 0,
    when: {
      MoneyDeposited: (sum, { streamVersion, data }) => {
        folded.push(streamVersion)
        return sum + data.amount
      },
    },
  })
  await store.append('a', ones(2))
  const live = following(again.store, counting, { streamId: 'a' })
  await live.catchUp()
  expect([live.state, live.position, folded]).toEqual([3_002, 3_002, [3_001, 3_002]])
  expect(again.reads()).not.toContain('read log')
})

describe('the names of projections of streams', () => {
  const counting = (by: number) =>
    ({
      1: defineProjection<number, BankEvent>({
        name: 'count',
        initialState: () => 0,
        when: { MoneyDeposited: (count) => count + 1 },
      }),
      10: defineProjection<number, BankEvent>({
        name: 'count',
        initialState: () => 0,
        when: { MoneyDeposited: (count) => count + 10 },
      }),
    })[by === 1 ? 1 : 10]
  const refused = { code: 'InvalidArgument', argument: 'name' }

  test('many live projections of different streams use one definition', async () => {
    const { store } = openRecorded<BankEvent>()
    const streams = upTo(50).map((index) => `account:${index}`)
    for (const [index, streamId] of streams.entries()) await store.append(streamId, ones(index + 1))
    const lives = [undefined, ...streams].map((streamId) => following(store, counting(1), streamId ? { streamId } : {}))
    await Promise.all(lives.map((live) => live.catchUp()))
    expect(lives.map((live) => live.state)).toEqual([(50 * 51) / 2, ...upTo(50)])
  })

  test('a second definition of a name is refused while a stream uses the first', async () => {
    const { store } = openRecorded<BankEvent>()
    await store.append('a', ones(2))
    const live = following(store, counting(1), { streamId: 'a' })
    await live.catchUp()
    const other = following(store, counting(10), { streamId: 'b' })
    await eventually(() => expect(other.error).toMatchObject(refused))
    expect(() => new Projection(store, counting(10), { streamId: 'a' })).toThrow(expect.objectContaining(refused))
    expect(() => new Projection(store, counting(10))).toThrow(expect.objectContaining(refused))
    expect(() => new Timeline(store, counting(10), { streamId: 'a' })).toThrow(expect.objectContaining(refused))
    live.stop()
    await other.catchUp()
    expect([other.state, other.status]).toEqual([0, 'live'])
  })

  test('a replaced definition starts from no snapshot of the old one, in the whole log and in each stream', async () => {
    const { store } = openRecorded<BankEvent>()
    for (const streamId of ['a', 'b']) await store.append(streamId, ones(600))
    const places = [{}, { streamId: 'a' }, { streamId: 'b' }]
    for (const options of places) {
      const live = following(store, counting(1), { ...options, snapshots: false })
      await live.catchUp()
      await live.saveSnapshot()
      live.stop()
    }
    for (const options of places) {
      const live = following(store, counting(10), { ...options, snapshots: false })
      await live.catchUp()
      expect(live.state).toBe('streamId' in options ? 6_000 : 12_000)
      await live.saveSnapshot()
      live.stop()
    }
    const again = following(store, counting(10), { streamId: 'a', snapshots: false })
    expect(await again.loadSnapshot()).toBe(true)
  })
})
