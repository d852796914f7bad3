import { defineProjection, type EventStore, InvalidArgument, LiveProjection, type Snapshot } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { upTo } from './telling-projections.ts'

describe.each(places)('a live projection, in $place, that stores snapshots by itself', ({ open }) => {
  async function withDeposits(count: number): Promise<EventStore<BankEvent>> {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    await store.append(
      'account:1',
      upTo(count).map(() => moneyDeposited(1)),
    )
    return store
  }

  const snapshots = { every: 100, afterMilliseconds: 1_000_000 }

  test('does so after so many events, at the position that its state stands for', async () => {
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

  test('does so when catching up took long enough, but not over a few events', async () => {
    const store = await withDeposits(600)
    const few = await withDeposits(499)
    const always = { every: 1_000_000, afterMilliseconds: 0 }
    const [live, short] = [store, few].map((one) => new LiveProjection(one, balance, { snapshots: always }))
    await eventually(async () => expect(await store.snapshots.list('balance')).toEqual([600]))
    expect(await few.snapshots.list('balance')).toEqual([])
    live?.stop()
    short?.stop()
  })

  test('spares the next visit the history', async () => {
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
    ['of another version of the projection', { version: 7 }],
    ['that is not what was saved', { checksum: 7 }],
    ['of another log', { logId: 'another' }],
    ['of a past that was lost', { eventId: 'lost' }],
  ])('does so however near there is one %s, and the visit after begins there', async (_, unfit) => {
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
  })

  test('does not where another tab did just now', async () => {
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
    // The other one has its 151 events now, and then again.
    await deposit(1)
    await deposit(151)
    await eventually(async () => {
      // It may have been busy with the first of them: each catch-up asks anew.
      await other.catchUp()
      expect(await store.snapshots.list('balance')).toEqual([150, 302])
    })
    other.stop()
  })

  test('does not when it is told not to', async () => {
    const store = await withDeposits(6_000)
    const live = new LiveProjection(store, balance, { snapshots: false })
    await live.catchUp()
    const other = new LiveProjection(store, { ...balance, name: 'the same, with snapshots' })
    await eventually(async () => expect(await store.snapshots.list('the same, with snapshots')).toEqual([6_000]))
    expect(await store.snapshots.list('balance')).toEqual([])
    live.stop()
    other.stop()
  })

  test('goes on undisturbed when its state cannot be stored', async () => {
    const store = await withDeposits(150)
    const uncloneable = defineProjection<{ count: number; act: () => void }, BankEvent>({
      name: 'uncloneable',
      initialState: () => Object.freeze({ count: 0, act: () => {} }),
      when: { MoneyDeposited: (state) => Object.freeze({ ...state, count: state.count + 1 }) },
    })
    const live = new LiveProjection(store, uncloneable, { snapshots })
    const kept = new LiveProjection(store, balance, { snapshots })
    await eventually(async () => expect(await store.snapshots.list('balance')).toEqual([150]))
    await live.catchUp()
    expect([live.status, live.state.count]).toEqual(['live', 150])
    expect(await store.snapshots.list('uncloneable')).toEqual([])
    live.stop()
    kept.stop()
  })

  test('refuses a policy that cannot be meant', async () => {
    const store = await withDeposits(1)
    expect(() => new LiveProjection(store, balance, { snapshots: { every: 0 } })).toThrow(InvalidArgument)
  })
})
