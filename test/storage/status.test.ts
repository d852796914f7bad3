import { type ConnectionStatus, deleteEventStore, type EventStore, LogLost, openEventStore } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../awaiting.ts'
import { losing, replaceBroadcastChannel } from '../faults/broadcast-channels.ts'
import { openRaw } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, places, untilTheEnd } from '../places.ts'
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

describe('who listens to the storage hears that the connection', () => {
  test('broke, came back, and was closed', async () => {
    const { store, interrupt } = await openInterruptible(newName())
    const { states } = statesOf(store)
    interrupt()
    await eventually(() => expect(states).toEqual(['opening', 'open']))
    expect(await store.storageStatus()).toMatchObject({ connection: 'open' })
    await store.close()
    expect(states).toEqual(['opening', 'open', 'closed'])
    expect(await store.storageStatus()).toMatchObject({ connection: 'closed' })
  })

  test('cannot be opened again, and why, and that it can after all', async () => {
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
    // What failed last is still to be told of.
    expect(statuses.at(-1)?.lastError).toMatchObject({ code: 'StorageFailed' })
  })

  test('has no log any more, though nobody asked the store for anything', async () => {
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
    ['', false],
    [', though it died without a word before', true],
  ])('has another log now%s', async (_, isDead) => {
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

  test('waits for a tab that holds up a deletion, and then has no log any more', async () => {
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

  test('needs newer code, because a newer version of the library changed the database', async () => {
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

describe.each(places)('in $place', ({ open }) => {
  test('who listens to the storage hears nothing any more once it is undone', async () => {
    const store = await open(newName())
    const { states: first, stop } = statesOf(store)
    const { states: second } = statesOf(store)
    stop()
    stop()
    await store.close()
    expect([first, second]).toEqual([[], ['closed']])
  })

  test('a store that was used tells of no error', async () => {
    const store = await open(newName())
    await store.append('s', moneyDeposited(1))
    expect(await store.storageStatus()).not.toHaveProperty('lastError')
  })
})

test('a refusal of the library is no failure of the storage', async () => {
  const store = await inIndexedDB(newName())
  const { states } = statesOf(store)
  await rejectionOf(store.append('s', moneyDeposited(1), { expectedVersion: 7 }))
  await rejectionOf(store.append('', moneyDeposited(1)))
  expect(states).toEqual([])
  expect(await store.storageStatus()).not.toHaveProperty('lastError')
})
