import { ConcurrencyConflict, LiveProjection, Projection, type RecordedEvent, reconstructState } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { accountOpened, type BankEvent, balance, moneyDeposited, moneyWithdrawn } from '../examples/bank-account.ts'
import { accountOne, openAccountOne, recordAccountOne } from './account-one.ts'
import { collect, eventually, rejectionOf } from './async-results.ts'
import { inIndexedDB, newName, places } from './open-stores.ts'

describe.each(places)('specification in $place', ({ open }) => {
  test('an account opened with 0 has a balance of 120 after +100, −30 and +50', async () => {
    const projection = new Projection(await openAccountOne(open), balance)
    await projection.catchUp()
    expect(projection.state).toBe(120)
  })

  test('the four events of an account have the versions 1 to 4', async () => {
    const { events, version } = await (await openAccountOne(open)).readStream(accountOne)
    expect(events.map(({ streamVersion }) => streamVersion)).toEqual([1, 2, 3, 4])
    expect(version).toBe(4)
  })

  test('a stream contains only its own events', async () => {
    const store = await open<BankEvent>(newName())
    for (const amount of [1, 2, 3]) {
      await store.append('a', moneyDeposited(amount))
      await store.append('b', moneyWithdrawn(amount))
    }
    expect(shortly((await store.readStream('a')).events)).toEqual(['a1 +1', 'a2 +2', 'a3 +3'])
    expect(shortly((await store.readStream('b')).events)).toEqual(['b1 -1', 'b2 -2', 'b3 -3'])
  })

  test('an append with a stale expected version rejects with ConcurrencyConflict and writes nothing', async () => {
    const store = await openAccountOne(open)
    const conflict = await rejectionOf(store.append(accountOne, moneyDeposited(1), { expectedVersion: 3 }))
    expect(conflict).toBeInstanceOf(ConcurrencyConflict)
    expect(conflict).toMatchObject({ streamId: accountOne, expectedVersion: 3, actualVersion: 4 })
    expect([await store.streamVersion(accountOne), await store.lastPosition()]).toEqual([4, 4])
  })

  test('three events of one append get consecutive versions and positions', async () => {
    const store = await openAccountOne(open)
    const batch = [accountOpened('Grace', 0), moneyDeposited(5), moneyWithdrawn(2)]
    const { events } = await store.append('account:2', batch, { expectedVersion: 'noStream' })
    expect(events.map(({ streamVersion }) => streamVersion)).toEqual([1, 2, 3])
    expect(events.map(({ globalPosition }) => globalPosition)).toEqual([5, 6, 7])
    expect((await store.readStream('account:2')).events).toEqual(events)
  })

  test('catchUp returns the number of new events: 4, then 0, then 1', async () => {
    const store = await openAccountOne(open)
    const projection = new Projection(store, balance)
    expect(await projection.catchUp()).toBe(4)
    expect(await projection.catchUp()).toBe(0)
    await store.append(accountOne, moneyDeposited(10))
    expect(await projection.catchUp()).toBe(1)
    expect(projection.state).toBe(130)
  })

  test('reconstructState returns 100 up to position 2 and 70 up to position 3', async () => {
    const store = await openAccountOne(open)
    expect(await reconstructState(store, balance, { atPosition: 2 })).toBe(100)
    expect(await reconstructState(store, balance, { atPosition: 3 })).toBe(70)
  })

  test('a projection that loads a snapshot replays only newer events', async () => {
    const store = await openAccountOne(open)
    const before = new Projection(store, balance)
    await before.catchUp()
    await before.saveSnapshot()
    await store.append(accountOne, moneyDeposited(10))

    const after = new Projection(store, balance)
    expect(await after.loadSnapshot()).toBe(true)
    expect([after.state, after.position]).toEqual([120, 4])
    expect(await after.catchUp()).toBe(1)
    expect([after.state, after.position]).toEqual([130, 5])
  })

  test('a live projection applies new events without a call to catchUp', async () => {
    const store = await openAccountOne(open, { pollInterval: 0 })
    const live = new LiveProjection(store, balance)
    await eventually(() => expect([live.state, live.status]).toEqual([120, 'live']))
    await store.append(accountOne, moneyDeposited(10))
    await eventually(() => expect(live.state).toBe(130))
    live.stop()
  })

  test('readAll from position 3 yields exactly the events from position 3', async () => {
    const store = await openAccountOne(open)
    const events = await collect(store.readAll({ fromPosition: 3 }))
    expect(events.map(({ globalPosition }) => globalPosition)).toEqual([3, 4])
    expect(events).toEqual((await store.readStream(accountOne)).events.slice(2))
  })
})

test('a reopened store holds the same events and version', async () => {
  const name = newName()
  const first = await inIndexedDB<BankEvent>(name)
  await recordAccountOne(first)
  const { events } = await first.readStream(accountOne)
  await first.close()

  const reopened = await inIndexedDB<BankEvent>(name)
  expect(await reopened.readStream(accountOne)).toEqual({ streamId: accountOne, exists: true, version: 4, events })
  expect(await collect(reopened.readAll())).toEqual(events)
  expect((await reopened.append(accountOne, moneyDeposited(10), { expectedVersion: 4 })).streamVersion).toBe(5)
})

function shortly(events: readonly RecordedEvent<BankEvent>[]): string[] {
  return events.map(({ streamId, streamVersion, type, data }) => {
    const sign = type === 'MoneyDeposited' ? '+' : '-'
    return `${streamId}${streamVersion} ${sign}${'amount' in data ? data.amount : '?'}`
  })
}
