import { defineProjection, type EventStore, LiveProjection, Projection, reconstructState } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { accountOne, openAccountOne } from '../account-one.ts'
import { collect, eventually, rejectionOf } from '../async-results.ts'
import type { Snapshot } from '../derived-types.ts'
import { newName, places } from '../open-stores.ts'
import { depositPositions, upTo } from './telling-projections.ts'

/** The state of a wrong snapshot. A result with this state shows that the snapshot was used. */
const wrongState = 1_000_000

describe.each(places)('snapshots in $place', ({ open }) => {
  async function withForgedSnapshot(forged: Partial<Snapshot>): Promise<EventStore<BankEvent>> {
    const store = await openAccountOne(open)
    const { logId } = store
    const { position = 4 } = forged
    const eventId = (await eventIds(store))[position - 1] ?? 'none'
    const snapshot = { projection: 'balance', position, eventId, version: 1, logId, state: wrongState }
    await store.snapshots.save({ ...snapshot, ...forged })
    return store
  }

  test('a projection starts from a matching snapshot and folds no earlier event', async () => {
    const store = await withForgedSnapshot({ position: 2 })
    const projection = new Projection(store, balance)
    expect(await projection.loadSnapshot()).toBe(true)
    expect([projection.state, projection.position]).toEqual([wrongState, 2])
    expect(await projection.catchUp()).toBe(2)
    expect(projection.state).toBe(wrongState - 30 + 50)
  })

  test.each<[string, Partial<Snapshot>]>([
    ['from another version of the projection', { version: 2 }],
    ['from another log', { logId: 'another' }],
    ['from another projection', { projection: 'balances' }],
    ['at a position after the end of the log', { position: 5 }],
  ])('a snapshot %s is not used', async (_, forged) => {
    const store = await withForgedSnapshot(forged)
    const projection = new Projection(store, balance)
    expect(await projection.loadSnapshot()).toBe(false)
    expect([projection.state, projection.position]).toEqual([0, 0])
    expect(await projection.catchUp()).toBe(4)
    expect(projection.state).toBe(120)
    expect(await reconstructState(store, balance)).toBe(120)
    expect(await reconstructState(store, balance, { atPosition: 100 })).toBe(120)
    const live = new LiveProjection(store, balance)
    await eventually(() => expect([live.status, live.state]).toEqual(['live', 120]))
    live.stop()
  })

  test('an older matching snapshot is used when a newer one does not match', async () => {
    const store = await withForgedSnapshot({ position: 2 })
    const eventId = (await eventIds(store))[2] ?? 'none'
    const newer = { projection: 'balance', position: 3, eventId, logId: store.logId, state: -1 }
    await store.snapshots.save({ ...newer, version: 7 })
    const projection = new Projection(store, balance)
    await projection.loadSnapshot()
    expect([projection.state, projection.position]).toEqual([wrongState, 2])
  })

  test('a snapshot is not used after the version of its projection is raised', async () => {
    const store = await openAccountOne(open)
    const first = new Projection(store, balance)
    await first.catchUp()
    await first.saveSnapshot()
    const inCents = defineProjection<number, BankEvent>({
      ...balance,
      version: 2,
      when: { MoneyDeposited: (cents, { data }) => cents + data.amount * 100 },
    })
    const second = new Projection(store, inCents)
    expect(await second.loadSnapshot()).toBe(false)
    expect(await second.catchUp()).toBe(4)
    expect(second.state).toBe(15_000)
  })

  test('loadSnapshot ignores a snapshot that is older than the projection', async () => {
    const store = await withForgedSnapshot({ position: 2 })
    const projection = new Projection(store, balance)
    await projection.catchUp()
    expect(await projection.loadSnapshot()).toBe(false)
    expect([projection.state, projection.position]).toEqual([120, 4])
  })

  test('saveSnapshot before the first event saves nothing', async () => {
    const store = await openAccountOne(open)
    await new Projection(store, balance).saveSnapshot()
    expect(await store.snapshots.latest('balance', 100)).toBeUndefined()
  })

  test('the store keeps the two latest snapshots and 32 evenly spaced older ones', async () => {
    const store = await openAccountOne(open)
    const projection = new Projection(store, balance)
    for (let round = 0; round < 100; round += 1) {
      await store.append(accountOne, moneyDeposited(1))
      await projection.catchUp()
      await projection.saveSnapshot()
    }
    const kept = await store.snapshots.list('balance')
    expect(kept).toHaveLength(34)
    expect(kept.slice(-2)).toEqual([103, 104])
    const gaps = kept.map((position, index) => position - (kept[index - 1] ?? 0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(8)
  })

  test('an older snapshot is used when the newest one was changed after saving', async () => {
    const store = await openAccountOne(open)
    const projection = new Projection(store, depositPositions)
    for (const amount of [1, 2]) {
      await store.append(accountOne, moneyDeposited(amount))
      await projection.catchUp()
      await projection.saveSnapshot()
    }
    const [older, newest] = await store.snapshots.list(depositPositions.name)
    const saved = await store.snapshots.latest(depositPositions.name, newest ?? 0)
    if (!saved) throw new Error('Expected a snapshot, found none.')
    await store.snapshots.save({ ...saved, state: [1, 2, 3] })
    const damaged = new Projection(store, depositPositions)
    expect(await damaged.loadSnapshot()).toBe(true)
    expect(damaged.position).toBe(older)
    await damaged.catchUp()
    expect(damaged.state).toEqual([2, 4, 5, 6])
  })

  test('a snapshot has the position of the last folded event, not the last position of the log', async () => {
    const store = await openAccountOne(open)
    const projection = new Projection(store, balance)
    await projection.catchUp()
    await store.append(accountOne, moneyDeposited(10))
    await projection.saveSnapshot()
    expect(await store.snapshots.latest('balance', 100)).toMatchObject({ position: 4, state: 120 })
  })

  test('a snapshot saved during a catch-up has the position of the last event in its state', async () => {
    const store = await open<BankEvent>(newName())
    await Promise.all(upTo(1_000).map((amount) => store.append('s', moneyDeposited(amount))))
    const projection = new Projection(store, depositPositions)
    const saving: Promise<void>[] = []
    await projection.catchUp({ onProgress: () => saving.push(projection.saveSnapshot()) })
    await Promise.all(saving)
    const snapshots = await Promise.all(
      (await store.snapshots.list(depositPositions.name)).map((at) =>
        store.snapshots.latest(depositPositions.name, at),
      ),
    )
    expect(snapshots.length).toBeGreaterThan(0)
    for (const snapshot of snapshots) expect(snapshot?.state).toEqual(upTo(snapshot?.position ?? 0))
  })

  test('a snapshot of a live projection contains the shown state', async () => {
    const store = await openAccountOne(open)
    const live = new LiveProjection(store, balance)
    await live.catchUp()
    await live.saveSnapshot()
    const { logId } = store
    const eventId = (await eventIds(store))[3]
    const snapshot = { projection: 'balance', position: 4, eventId, version: 1, logId, state: 120 }
    expect(await store.snapshots.latest('balance', 100)).toMatchObject(snapshot)
    live.stop()
  })

  test('a live projection starts from a snapshot', async () => {
    const store = await withForgedSnapshot({ position: 4 })
    const live = new LiveProjection(store, balance)
    await eventually(() => expect(live.status).toBe('live'))
    expect([live.state, live.position]).toEqual([wrongState, 4])
    live.stop()
  })

  test('saveSnapshot rejects with the path of a value that cannot be cloned, and keeps the projection', async () => {
    const store = await openAccountOne(open)
    const unkeepable = defineProjection<{ act?: () => number; count: number }, BankEvent>({
      name: 'unkeepable',
      initialState: () => ({ count: 0 }),
      when: { MoneyDeposited: (state) => Object.assign(state, { act: () => 1, count: state.count + 1 }) },
    })
    const projection = new Projection(store, unkeepable)
    await projection.catchUp()
    expect(await rejectionOf(projection.saveSnapshot())).toMatchObject({
      code: 'InvalidArgument',
      argument: 'state.act',
    })
    expect(projection.state.count).toBe(2)
    expect(await store.snapshots.list('unkeepable')).toEqual([])
  })

  test('snapshot operations on a closed store reject with StoreClosed', async () => {
    const store = await openAccountOne(open)
    const projection = new Projection(store, balance)
    await projection.catchUp()
    await store.close()
    const closed = { code: 'StoreClosed' }
    expect(await rejectionOf(projection.saveSnapshot())).toMatchObject(closed)
    expect(await rejectionOf(projection.loadSnapshot())).toMatchObject(closed)
    expect(await rejectionOf(store.snapshots.latest('balance', 4))).toMatchObject(closed)
    expect(await rejectionOf(store.snapshots.list('balance'))).toMatchObject(closed)
    expect(await rejectionOf(store.snapshots.drop('balance'))).toMatchObject(closed)
  })

  test('a saved snapshot does not change when its projection continues', async () => {
    const store = await openAccountOne(open)
    const projection = new Projection(store, depositPositions)
    await projection.catchUp()
    const saving = projection.saveSnapshot()
    await store.append(accountOne, moneyDeposited(1))
    await Promise.all([saving, projection.catchUp()])
    const other = new Projection(store, depositPositions)
    await other.loadSnapshot()
    expect([other.state, other.position]).toEqual([[2, 4], 4])
    expect(projection.state).toEqual([2, 4, 5])
  })
})

async function eventIds(store: EventStore<BankEvent>): Promise<string[]> {
  return (await collect(store.readAll())).map(({ id }) => id)
}
