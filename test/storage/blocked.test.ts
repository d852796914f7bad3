import { deleteEventStore, openEventStore, StoreBlocked, StoreClosed } from 'rewindable'
import { afterEach, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { rejectionOf } from '../awaiting.ts'
import { openRaw } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { newName, untilTheEnd } from '../places.ts'
import { letTimePass } from './passing-time.ts'

let holding: IDBDatabase | undefined

afterEach(() => holding?.close())

/** A tab that holds the database open and does not let go, as one that is frozen does. */
async function holdOpen(name: string): Promise<void> {
  holding = await new Promise((resolve, reject) => {
    const request = indexedDB.open(`rewindable:${name}`)
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** @returns the name of a store whose deletion waits for another tab */
async function behindADeletion(): Promise<string> {
  const name = newName()
  const store = await openEventStore(name)
  await holdOpen(name)
  await store.close()
  await rejectionOf(deleteEventStore(name, { openTimeout: 0 }))
  return name
}

test('behind a deletion that waits for another tab nothing waits for ever: it rejects with StoreBlocked', async () => {
  const name = newName()
  // The first opening must succeed, on a slow disk too.
  const store = untilTheEnd(await openEventStore(name, { openTimeout: 2_000 }))
  await store.append('s', moneyDeposited(1))
  await holdOpen(name)
  expect(await rejectionOf(deleteEventStore(name, { openTimeout: 20 }))).toBeInstanceOf(StoreBlocked)
  const opening = openEventStore(name, { openTimeout: 20 })
  const waiting = [store.append('s', moneyDeposited(2)), store.lastPosition(), opening]
  for (const error of await Promise.all(waiting.map(rejectionOf))) expect(error).toBeInstanceOf(StoreBlocked)
})

test('a store that waits for another tab can be closed', async () => {
  const name = newName()
  const store = await openEventStore(name, { openTimeout: 60_000 })
  await holdOpen(name)
  const deleting = deleteEventStore(name, { openTimeout: 0 }).catch(() => {})
  await deleting
  const waiting = rejectionOf(store.lastPosition())
  await store.close()
  expect(await rejectionOf(store.lastPosition())).toBeInstanceOf(StoreClosed)
  holding?.close()
  await waiting
})

test('an opening that nobody waits for any more is not asked for again when it is answered late', async () => {
  const name = await behindADeletion()
  let opened = 0
  const indexedDB = watchedIndexedDB({
    onOpen: () => {
      opened += 1
    },
  })
  const pass = letTimePass()
  const refused = rejectionOf(openEventStore(name, { indexedDB, openTimeout: 1_000 }))
  await pass(refused, 1_000)
  expect(await refused).toBeInstanceOf(StoreBlocked)
  const asked = opened
  holding?.close()
  const later = new Promise((resolve) => setTimeout(resolve, 60_000))
  await pass(later, 60_000)
  expect(opened).toBe(asked)
})

test('an opening that nobody waits for any more begins no log', async () => {
  const name = await behindADeletion()
  expect(await rejectionOf(openEventStore(name, { openTimeout: 20 }))).toBeInstanceOf(StoreBlocked)
  holding?.close()
  // Behind the deletion, and behind the opening.
  const database = await openRaw(name)
  expect([...database.objectStoreNames]).toEqual([])
  database.close()
})
