import {
  deleteEventStore,
  type EventStore,
  exportJsonl,
  importJsonl,
  LiveProjection,
  LogLost,
  openEventStore,
} from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually, rejectionOf } from '../async-results.ts'
import { databaseExists, withRawStore } from '../faults/raw-database.ts'
import { inIndexedDB, newName } from '../open-stores.ts'

describe('logs that are deleted while they are open', () => {
  async function openAndLose(): Promise<{ name: string; store: EventStore<BankEvent> }> {
    const name = newName()
    const store = await inIndexedDB<BankEvent>(name, { pollInterval: 0 })
    await store.append('s', moneyDeposited(1))
    await deleteEventStore(name)
    return { name, store }
  }

  test('an append to a deleted log rejects with LogLost and does not recreate the log', async () => {
    const { name, store } = await openAndLose()
    const error = await rejectionOf(store.append('s', moneyDeposited(2)))
    expect(error).toBeInstanceOf(LogLost)
    expect(error).toMatchObject({ storeName: name })
    expect(await databaseExists(name)).toBe(false)
  })

  test.each<[string, (store: EventStore<BankEvent>) => Promise<unknown>]>([
    ['readStream', (store) => store.readStream('s')],
    ['readAll', (store) => collect(store.readAll())],
    ['lastPosition', (store) => store.lastPosition()],
    ['streamVersion', (store) => store.streamVersion('s')],
    ['appendBatch', (store) => store.appendBatch([{ streamId: 's', events: [moneyDeposited(2)] }])],
    ['subscribe', (store) => collect(store.subscribe())],
    ['exportJsonl', (store) => exportJsonl(store).getReader().read()],
    ['importJsonl', (store) => importJsonl(store, '')],
    ['snapshots', (store) => store.snapshots.latest('p', 1)],
  ])('%s on a deleted log rejects with LogLost each time and does not recreate the log', async (_, ask) => {
    const { name, store } = await openAndLose()
    expect(await rejectionOf(ask(store))).toBeInstanceOf(LogLost)
    expect(await rejectionOf(ask(store))).toBeInstanceOf(LogLost)
    expect(await databaseExists(name)).toBe(false)
  })

  test('a store whose log was deleted keeps rejecting with LogLost after another tab created a new log', async () => {
    const { name, store } = await openAndLose()
    const another = await inIndexedDB<BankEvent>(name)
    await another.append('s', moneyDeposited(7))
    expect(await rejectionOf(store.append('s', moneyDeposited(2)))).toBeInstanceOf(LogLost)
    expect(await rejectionOf(store.readStream('s'))).toBeInstanceOf(LogLost)
    expect(another.logId).not.toBe(store.logId)
    expect((await another.readStream('s')).events.map(({ data }) => data)).toEqual([{ amount: 7 }])
  })

  test('a live projection without notifications and polling reports a deleted log as LogLost', async () => {
    const name = newName()
    const store = await inIndexedDB<BankEvent>(name, { pollInterval: 0 })
    await store.append('s', moneyDeposited(1))
    const live = new LiveProjection(store, balance)
    await eventually(() => expect(live.status).toBe('live'))
    await deleteEventStore(name)
    await eventually(() => expect(live.error).toBeInstanceOf(LogLost))
    expect(await databaseExists(name)).toBe(false)
  })

  test('a live projection of a deleted log fails and keeps its last state', async () => {
    const name = newName()
    const store = await inIndexedDB<BankEvent>(name, { pollInterval: 10 })
    await store.append('s', moneyDeposited(1))
    const live = new LiveProjection(store, balance)
    await eventually(() => expect(live.status).toBe('live'))
    await deleteEventStore(name)
    await eventually(() => expect(live.status).toBe('failed'))
    expect(live.error).toBeInstanceOf(LogLost)
    expect(live.state).toBe(1)
  })

  test('openEventStore creates a new log after the old one was deleted', async () => {
    const { name, store } = await openAndLose()
    await rejectionOf(store.lastPosition())
    const again = await inIndexedDB<BankEvent>(name)
    expect(await again.lastPosition()).toBe(0)
    expect(again.logId).not.toBe(store.logId)
  })
})

/** Returns an IndexedDB that reports a discarded database through `dataLoss`, as Chromium does for damaged files. */
function thrownAway(): IDBFactory {
  const open: IDBFactory['open'] = (name, version) => {
    const request = indexedDB.open(name, version)
    request.addEventListener('upgradeneeded', (event) => Object.defineProperty(event, 'dataLoss', { value: 'total' }))
    return request
  }
  return Object.assign(Object.create(indexedDB) as IDBFactory, { open })
}

test('openEventStore rejects exactly once with LogLost, and creates no log, if the browser discarded a damaged database', async () => {
  const name = newName()
  expect(await rejectionOf(openEventStore(name, { indexedDB: thrownAway() }))).toBeInstanceOf(LogLost)
  expect(await databaseExists(name)).toBe(false)
  const store = await inIndexedDB<BankEvent>(name)
  expect(await store.lastPosition()).toBe(0)
})

test('openEventStore rejects with LogLost if the database has no log id', async () => {
  const name = newName()
  await (await openEventStore(name)).close()
  await withRawStore(name, 'meta', (meta) => meta.delete('log'))
  expect(await rejectionOf(openEventStore(name))).toBeInstanceOf(LogLost)
})
