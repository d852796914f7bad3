import { deleteEventStore, openEventStore, StoreBlocked, StoreClosed } from 'rewindable'
import { expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { rejectionOf } from '../async-results.ts'
import { holdOpen, openRaw } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { newName, untilTheEnd } from '../open-stores.ts'
import { useFakeTime } from './fake-time.ts'

/** Starts a deletion that waits for the returned connection. */
async function startBlockedDeletion(): Promise<{ name: string; holding: IDBDatabase }> {
  const name = newName()
  const store = await openEventStore(name)
  const holding = await holdOpen(name)
  await store.close()
  await rejectionOf(deleteEventStore(name, { openTimeout: 0 }))

  return { name, holding }
}

test('every call rejects with StoreBlocked while a deletion waits for another tab', async () => {
  const name = newName()
  // The first opening must succeed even on a slow disk.
  const store = untilTheEnd(await openEventStore(name, { openTimeout: 2_000 }))
  await store.append('s', moneyDeposited(1))
  await holdOpen(name)
  expect(await rejectionOf(deleteEventStore(name, { openTimeout: 20 }))).toBeInstanceOf(StoreBlocked)
  const opening = openEventStore(name, { openTimeout: 20 })
  const waiting = [store.append('s', moneyDeposited(2)), store.lastPosition(), opening]
  for (const error of await Promise.all(waiting.map(rejectionOf))) expect(error).toBeInstanceOf(StoreBlocked)
})

test('a store can be closed while a call waits for another tab', async () => {
  const name = newName()
  const store = await openEventStore(name, { openTimeout: 60_000 })
  const holding = await holdOpen(name)
  const deleting = deleteEventStore(name, { openTimeout: 0 }).catch(() => {})
  await deleting
  const waiting = rejectionOf(store.lastPosition())
  await store.close()
  expect(await rejectionOf(store.lastPosition())).toBeInstanceOf(StoreClosed)
  holding.close()
  await waiting
})

test('an abandoned opening sends no new open request when its request is answered late', async () => {
  const { name, holding } = await startBlockedDeletion()
  let opened = 0
  const indexedDB = watchedIndexedDB({
    onOpen: () => {
      opened += 1
    },
  })
  const pass = useFakeTime()
  const refused = rejectionOf(openEventStore(name, { indexedDB, openTimeout: 1_000 }))
  await pass(refused, 1_000)
  expect(await refused).toBeInstanceOf(StoreBlocked)
  const asked = opened
  holding.close()
  const later = new Promise((resolve) => setTimeout(resolve, 60_000))
  await pass(later, 60_000)
  expect(opened).toBe(asked)
})

test('an abandoned opening creates no log', async () => {
  const { name, holding } = await startBlockedDeletion()
  expect(await rejectionOf(openEventStore(name, { openTimeout: 20 }))).toBeInstanceOf(StoreBlocked)
  holding.close()
  // This request runs after the deletion and after the abandoned opening.
  const database = await openRaw(name)
  expect([...database.objectStoreNames]).toEqual([])
  database.close()
})
