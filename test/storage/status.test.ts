import { deleteEventStore, type EventStore, LogLost, openEventStore } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import type { ConnectionStatus } from '../derived-types.ts'
import { losing, replaceBroadcastChannel } from '../faults/broadcast-channels.ts'
import { openRaw } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, places, untilTheEnd } from '../open-stores.ts'
import { openInterruptible } from './interruptible-store.ts'

function statesOf(store: EventStore): { states: string[]; statuses: ConnectionStatus[]; stop: () => void } {
  const states: string[] = []
  const statuses: ConnectionStatus[] = []
  const stop = store.onStorageChange((status) => {
    statuses.push(status)
    states.push(status.connection)
  })
  return { states, statuses, stop }
}

describe('storage listeners', () => {
  test('a storage listener gets the states opening, open and closed of a connection that breaks', async () => {
    const { store, interrupt } = await openInterruptible(newName())
    const { states } = statesOf(store)
    interrupt()
    await eventually(() => expect(states).toEqual(['opening', 'open']))
    expect(await store.storageStatus()).toMatchObject({ connection: 'open' })
    await store.close()
    expect(states).toEqual(['opening', 'open', 'closed'])
    expect(await store.storageStatus()).toMatchObject({ connection: 'closed' })
  })

  test('a storage listener gets the state broken with its cause, and open after a successful retry', async () => {
    let isGone = false
    const connections: IDBDatabase[] = []
    const indexedDB = watchedIndexedDB({
      onOpen: () => {
        if (isGone) throw new DOMException('Internal error opening backing store.', 'UnknownError')
      },
      onDatabase: (database) => connections.push(database),
    })
    const store = untilTheEnd(await openEventStore(newName(), { indexedDB, pollInterval: 0 }))
    const { states, statuses } = statesOf(store)
    isGone = true
    connections[0]?.close()
    expect(await rejectionOf(store.lastPosition())).toMatchObject({ code: 'StorageFailed' })
    expect(states.at(-1)).toBe('broken')
    expect(statuses.at(-1)?.lastError).toMatchObject({ code: 'StorageFailed', cause: { name: 'UnknownError' } })
    expect(await store.storageStatus()).toMatchObject(statuses.at(-1) ?? {})
    isGone = false
    expect(await store.lastPosition()).toBe(0)
    expect(states.at(-1)).toBe('open')
    // The last error stays in the status.
    expect(statuses.at(-1)?.lastError).toMatchObject({ code: 'StorageFailed' })
  })

  test('a storage listener gets the state lost after a deletion, without a call to the store', async () => {
    replaceBroadcastChannel(losing)
    const name = newName()
    const store = await inIndexedDB(name, { pollInterval: 0 })
    await store.append('s', moneyDeposited(1))
    const { states, statuses } = statesOf(store)
    await deleteEventStore(name)
    await eventually(() => expect(states).toEqual(['opening', 'lost']))
    expect(statuses.at(-1)?.lastError).toBeInstanceOf(LogLost)
    expect(await rejectionOf(store.append('s', moneyDeposited(2)))).toBeInstanceOf(LogLost)
    expect(await store.storageStatus()).toMatchObject({
      connection: 'lost',
      lastError: { code: 'LogLost', storeName: name },
    })
  })

  test.each([
    ['open', false],
    ['closed without an event', true],
  ])('a store whose log was replaced by another log is lost if its connection was %s', async (_, isDead) => {
    const name = newName()
    const { store, connections } = await openInterruptible(name)
    await store.append('s', moneyDeposited(1))
    const { states } = statesOf(store)
    if (isDead) connections[0]?.close()
    await deleteEventStore(name)
    const another = await inIndexedDB(name)
    await another.append('s', moneyDeposited(7))
    expect(await rejectionOf(store.append('s', moneyDeposited(2)))).toBeInstanceOf(LogLost)
    expect(states.at(-1)).toBe('lost')
    expect(await rejectionOf(store.readStream('s'))).toBeInstanceOf(LogLost)
    expect(await another.lastPosition()).toBe(1)
  })

  test('a storage listener gets the state opening while a deletion is blocked, and then lost', async () => {
    const name = newName()
    const { store } = await openInterruptible(name)
    const { states, statuses } = statesOf(store)
    const holding = await openRaw(name)
    await rejectionOf(deleteEventStore(name, { openTimeout: 0 }))
    await eventually(() => expect(states.at(-1)).toBe('opening'))
    holding.close()
    await eventually(() => expect(states.at(-1)).toBe('lost'))
    expect(statuses.at(-1)?.lastError).toBeInstanceOf(LogLost)
  })

  test('a storage listener gets NewerSchema after a newer version of the library upgraded the database', async () => {
    const name = newName()
    const store = await inIndexedDB(name, { pollInterval: 0 })
    const { statuses } = statesOf(store)
    ;(await openRaw(name, 99)).close()
    await eventually(() =>
      expect(statuses.at(-1)).toMatchObject({ connection: 'broken', lastError: { code: 'NewerSchema' } }),
    )
    expect(await rejectionOf(store.lastPosition())).toMatchObject({ code: 'NewerSchema' })
  })
})

describe.each(places)('storage status in $place', ({ open }) => {
  test('a storage listener is not called after it is unsubscribed', async () => {
    const store = await open(newName())
    const { states: first, stop } = statesOf(store)
    const { states: second } = statesOf(store)
    stop()
    stop()
    await store.close()
    expect([first, second]).toEqual([[], ['closed']])
  })

  test('the storage status has no lastError after a successful append', async () => {
    const store = await open(newName())
    await store.append('s', moneyDeposited(1))
    expect(await store.storageStatus()).not.toHaveProperty('lastError')
  })
})

test('conflicts and invalid arguments do not appear in the storage status', async () => {
  const store = await inIndexedDB(newName())
  const { states } = statesOf(store)
  await rejectionOf(store.append('s', moneyDeposited(1), { expectedVersion: 7 }))
  await rejectionOf(store.append('', moneyDeposited(1)))
  expect(states).toEqual([])
  expect(await store.storageStatus()).not.toHaveProperty('lastError')
})
