import { defineProjection, type EventStore, InvalidArgument, LiveProjection } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../async-results.ts'
import type { Snapshot } from '../derived-types.ts'
import { newName, places } from '../open-stores.ts'
import { upTo } from './telling-projections.ts'

describe.each(places)('automatic snapshots of live projections in $place', ({ open }) => {
  async function withDeposits(count: number): Promise<EventStore<BankEvent>> {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    await store.append(
      'account:1',
      upTo(count).map(() => moneyDeposited(1)),
    )
    return store
  }

  const snapshots = { every: 100, afterMilliseconds: 1_000_000 }

  test('a live projection saves a snapshot after the given number of events, at the position of its state', async () => {
    const store = await withDeposits(150)
    const live = new LiveProjection(store, balance, { snapshots })
    await eventually(async () => expect(await store.snapshots.list('balance')).toEqual([150]))
    expect(await store.snapshots.latest('balance', 1_000)).toMatchObject({ position: 150, state: 150 })

    await store.append(
      'account:1',
      upTo(99).map(() => moneyDeposited(1)),
    )
    await live.catchUp()
    await store.append('account:1', moneyDeposited(1))
    await live.catchUp()
    await eventually(async () => expect(await store.snapshots.list('balance')).toEqual([150, 250]))
    live.stop()
  })

  test('a live projection saves a snapshot after a slow catch-up, but not after few events', async () => {
    const store = await withDeposits(600)
    const few = await withDeposits(499)
    const always = { every: 1_000_000, afterMilliseconds: 0 }
    const [live, short] = [store, few].map((one) => new LiveProjection(one, balance, { snapshots: always }))
    await eventually(async () => expect(await store.snapshots.list('balance')).toEqual([600]))
    expect(await few.snapshots.list('balance')).toEqual([])
    live?.stop()
    short?.stop()
  })

  test('a live projection that starts from a snapshot does not read the history', async () => {
    const store = await withDeposits(150)
    const first = new LiveProjection(store, balance, { snapshots })
    await eventually(async () => expect(await store.snapshots.list('balance')).toEqual([150]))
    first.stop()
    const positions: number[] = []
    const second = new LiveProjection(store, balance, { snapshots })
    second.addEventListener('progress', (event) => positions.push((event as CustomEvent).detail.position))
    await second.catchUp()
    expect([second.state, positions]).toEqual([150, []])
    second.stop()
  })

  test.each<[string, Partial<Snapshot>]>([
    ['from another version of the projection', { version: 7 }],
    ['with a wrong checksum', { checksum: 7 }],
    ['from another log', { logId: 'another' }],
    ['from before a rewind', { eventId: 'lost' }],
  ])(
    'beside an unusable snapshot %s, a live projection saves a new one, and the next projection uses the new one',
    async (_, unfit) => {
      const store = await withDeposits(150)
      const eventId = (await collect(store.readAll({ fromPosition: 149, limit: 1 })))[0]?.id ?? 'none'
      const fit = { projection: 'balance', position: 149, eventId, version: 1, logId: store.logId, state: 149 }
      await store.snapshots.save({ ...fit, ...unfit })
      const first = new LiveProjection(store, balance, { snapshots })
      await eventually(async () => expect(await store.snapshots.list('balance')).toEqual([149, 150]))
      first.stop()
      const positions: number[] = []
      const second = new LiveProjection(store, balance, { snapshots })
      second.addEventListener('progress', (event) => positions.push((event as CustomEvent).detail.position))
      await second.catchUp()
      expect([second.state, positions]).toEqual([150, []])
      second.stop()
    },
  )

  test('a live projection saves no snapshot shortly after another tab saved one', async () => {
    const name = newName()
    const [store, tab] = [
      await open<BankEvent>(name, { pollInterval: 0 }),
      await open<BankEvent>(name, { pollInterval: 0 }),
    ]
    const live = new LiveProjection(store, balance, { snapshots })
    const other = new LiveProjection(tab, balance, { snapshots: { ...snapshots, every: 151 } })
    let total = 0
    const deposit = async (count: number): Promise<void> => {
      total += count
      await store.append(
        'account:1',
        upTo(count).map(() => moneyDeposited(1)),
      )
      await eventually(() => expect(other.state).toBe(total))
    }
    await deposit(150)
    await eventually(async () => expect(await store.snapshots.list('balance')).toEqual([150]))
    live.stop()
    // The other live projection folds 151 new events since its last snapshot, and then 151 more.
    await deposit(1)
    await deposit(151)
    await eventually(async () => {
      // The projection may still fold the first events, so each catch-up checks again.
      await other.catchUp()
      expect(await store.snapshots.list('balance')).toEqual([150, 302])
    })
    other.stop()
  })

  test('a live projection with `snapshots: false` saves no snapshot', async () => {
    const store = await withDeposits(6_000)
    const live = new LiveProjection(store, balance, { snapshots: false })
    await live.catchUp()
    const other = new LiveProjection(store, { ...balance, name: 'the same, with snapshots' })
    await eventually(async () => expect(await store.snapshots.list('the same, with snapshots')).toEqual([6_000]))
    expect(await store.snapshots.list('balance')).toEqual([])
    live.stop()
    other.stop()
  })

  test('a live projection keeps running when its state cannot be saved', async () => {
    const store = await withDeposits(150)
    const uncloneable = defineProjection<{ count: number; act: () => void }, BankEvent>({
      name: 'uncloneable',
      initialState: () => Object.freeze({ count: 0, act: () => {} }),
      when: { MoneyDeposited: (state) => Object.freeze({ ...state, count: state.count + 1 }) },
    })
    const live = new LiveProjection(store, uncloneable, { snapshots })
    const other = new LiveProjection(store, balance, { snapshots })
    await eventually(async () => expect(await store.snapshots.list('balance')).toEqual([150]))
    await live.catchUp()
    expect([live.status, live.state.count]).toEqual(['live', 150])
    expect(await store.snapshots.list('uncloneable')).toEqual([])
    live.stop()
    other.stop()
  })

  test('an invalid snapshot policy throws InvalidArgument', async () => {
    const store = await withDeposits(1)
    expect(() => new LiveProjection(store, balance, { snapshots: { every: 0 } })).toThrow(InvalidArgument)
  })
})
