import { type EventStore, openEventStore, replaceFromJsonl, StoreBlocked, StoreClosed } from 'rewindable'
import { expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { amountsIn } from '../amounts-in.ts'
import { rejectionOf } from '../async-results.ts'
import { deferred } from '../deferred.ts'
import { holdOpen, withRawStore } from '../faults/raw-database.ts'
import { inIndexedDB, newName, untilTheEnd } from '../open-stores.ts'
import { useFakeTime } from '../storage/fake-time.ts'
import { fileOf } from './two-tabs.ts'

const openTimeout = 60_000

/** Opens a store with one deposit of 1, and a second connection that stays open, as in a frozen tab. */
async function openBlockedStore() {
  const name = newName()
  const blocking = deferred()
  const options = { openTimeout, onBlocked: blocking.resolve, pollInterval: 0 }
  const store = untilTheEnd(await openEventStore<BankEvent>(name, options))
  await store.append('account:1', moneyDeposited(1))
  const holding = await holdOpen(name)
  const file = await fileOf([10, 20])
  return { name, store, file, isBlocked: blocking.promise, letGo: () => holding.close() }
}

async function expectOldLog(name: string, stores: readonly EventStore<BankEvent>[] = []): Promise<void> {
  for (const one of [...stores, await inIndexedDB<BankEvent>(name)]) expect(await amountsIn(one)).toEqual([1])
}

test('close ends a blocked replacement before the deadline, and the old log stays', async () => {
  const { name, store, file, isBlocked, letGo } = await openBlockedStore()
  const replacing = rejectionOf(replaceFromJsonl(store, file))
  await isBlocked
  await store.close()
  expect(await replacing).toBeInstanceOf(StoreClosed)
  letGo()
  await expectOldLog(name)
})

test('a blocked replacement rejects immediately when its signal aborts, and the old log stays', async () => {
  const { name, store, file, isBlocked, letGo } = await openBlockedStore()
  for (const reason of [new Error('enough'), new DOMException('enough', 'AbortError')]) {
    const controller = new AbortController()
    const replacing = rejectionOf(replaceFromJsonl(store, file, { signal: controller.signal }))
    await isBlocked
    controller.abort(reason)
    expect(await replacing).toBe(reason)
  }
  letGo()
  await expectOldLog(name, [store])
})

test('calls that wait for a blocked replacement reject with the replacement after one deadline', async () => {
  const { name, store, file, isBlocked, letGo } = await openBlockedStore()
  const pass = useFakeTime()
  const replacing = rejectionOf(replaceFromJsonl(store, file))
  await isBlocked
  const waiting = [replacing, rejectionOf(store.append('account:1', moneyDeposited(2))), rejectionOf(amountsIn(store))]
  await pass(Promise.all(waiting), openTimeout)
  for (const error of await Promise.all(waiting)) expect(error).toBeInstanceOf(StoreBlocked)
  letGo()
  await expectOldLog(name, [store])
  expect(await store.append('account:1', moneyDeposited(2))).toMatchObject({ globalPosition: 2 })
})

test('close after a blocked replacement does not wait for a deadline, even while a call waits', async () => {
  const { name, store, file, isBlocked, letGo } = await openBlockedStore()
  const pass = useFakeTime()
  const replacing = rejectionOf(replaceFromJsonl(store, file))
  await isBlocked
  await pass(replacing, openTimeout)
  // The call resolves or rejects with StoreClosed after the other tab closes its connection.
  const waiting = Promise.allSettled([store.lastPosition()])
  await store.close()
  letGo()
  await waiting
  await expectOldLog(name)
})

test('the next replacement deletes the staged events of a blocked one', async () => {
  const { name, store, file, isBlocked, letGo } = await openBlockedStore()
  const controller = new AbortController()
  const replacing = rejectionOf(replaceFromJsonl(store, file, { signal: controller.signal }))
  await isBlocked
  controller.abort()
  await replacing
  letGo()
  await replaceFromJsonl(store, file)
  expect(await amountsIn(store)).toEqual([10, 20])
  expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
})
