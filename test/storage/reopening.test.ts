import { LiveProjection, openEventStore, StoreBlocked } from 'rewindable'
import { describe, expect, test, vi } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually, rejectionOf } from '../async-results.ts'
import { databaseEvent } from '../faults/database-events.ts'
import { DelayedEvents } from '../faults/delayed-events.ts'
import { openRaw } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { newName, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { useFakeTimers } from './fake-time.ts'
import { openInterruptible } from './interruptible-store.ts'

/** Returns an IndexedDB that holds the answers to the second and later open requests until `letGo`. */
function slowToReopen(): { indexedDB: IDBFactory; connections: IDBDatabase[]; letGo: () => void } {
  const connections: IDBDatabase[] = []
  const held: DelayedEvents[] = []
  let isHolding = true
  const watched = watchedIndexedDB({ onDatabase: (database) => connections.push(database) })
  const open: IDBFactory['open'] = (name, version) => {
    const request = watched.open(name, version)
    if (connections.length === 0 || !isHolding) return request
    const events = new DelayedEvents()
    events.delay(request, ['success'])
    held.push(events)
    return request
  }
  const letGo = (): void => {
    isHolding = false
    for (const events of held) events.release()
  }
  return { indexedDB: { ...watched, open }, connections, letGo }
}

describe('calls during reopening', () => {
  test('appends and reads wait for a reopening connection and then run in order', async () => {
    const { indexedDB, connections, letGo } = slowToReopen()
    const store = untilTheEnd(await openEventStore<BankEvent>(newName(), { indexedDB, openTimeout: 60_000 }))
    await store.append('s', moneyDeposited(1))
    connections[0]?.close()
    let isSettled = false
    const appends = [2, 3, 4].map((amount) => store.append('s', moneyDeposited(amount)))
    const all = Promise.all([...appends, store.streamVersion('s')])
    all.finally(() => {
      isSettled = true
    })
    await openRaw('something else').then((database) => database.close())
    expect(isSettled).toBe(false)
    letGo()
    await all
    const events = await collect(store.readAll())
    expect(events.map(({ data }) => data)).toEqual(upTo(4).map((amount) => ({ amount })))
    expect(connections).toHaveLength(2)
  })

  test('calls reject with StoreBlocked if reopening exceeds the deadline, and later calls work', async () => {
    useFakeTimers()
    const { indexedDB, connections, letGo } = slowToReopen()
    const store = untilTheEnd(await openEventStore<BankEvent>(newName(), { indexedDB, openTimeout: 5_000 }))
    await store.append('s', moneyDeposited(1))
    connections[0]?.close()
    const waiting = [store.append('s', moneyDeposited(2)), store.lastPosition(), collect(store.readAll())].map(
      rejectionOf,
    )
    await vi.advanceTimersByTimeAsync(5_000)
    for (const refusal of await Promise.all(waiting)) expect(refusal).toBeInstanceOf(StoreBlocked)
    expect(await store.storageStatus()).toMatchObject({ connection: 'blocked', lastError: { code: 'StoreBlocked' } })

    const appending = store.append('s', moneyDeposited(3))
    letGo()
    expect(await appending).toMatchObject({ globalPosition: 2, streamVersion: 2 })
  })
})

test('a store reopens a connection that the browser closed, and its followers read the log', async () => {
  const { store, interrupt, connections } = await openInterruptible(newName())
  const live = new LiveProjection(store, balance)
  await store.append('s', moneyDeposited(1))
  await eventually(() => expect([live.status, live.state]).toEqual(['live', 1]))
  let looks = 0
  store.onLogChange((lastPosition) => {
    if (lastPosition === undefined) looks += 1
  })
  interrupt()
  await eventually(() => expect(connections).toHaveLength(2))
  expect(looks).toBe(1)
  live.stop()
})

test('a late close event of a replaced connection does not interrupt the new connection', async () => {
  const connections: IDBDatabase[] = []
  const indexedDB = watchedIndexedDB({
    onDatabase: (database) => connections.push(database),
    // The close event of the first connection arrives during a read on the second one.
    onTransaction: (transaction) => {
      const isRead = connections.length === 2 && transaction.objectStoreNames.contains('commits')
      if (isRead) queueMicrotask(() => connections[0]?.dispatchEvent(databaseEvent('close')))
    },
  })
  const store = untilTheEnd(await openEventStore<BankEvent>(newName(), { indexedDB, pollInterval: 0 }))
  await store.append('s', moneyDeposited(1))
  connections[0]?.close()
  expect((await store.readStream('s')).events).toHaveLength(1)
  expect(connections).toHaveLength(2)
})
