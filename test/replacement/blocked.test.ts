import { type EventStore, openEventStore, StoreBlocked, StoreClosed } from 'rewindable'
import { expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { rejectionOf } from '../awaiting.ts'
import { openRaw, withRawStore } from '../faults/raw-database.ts'
import { inIndexedDB, newName, untilTheEnd } from '../places.ts'
import { letTimePass } from '../storage/passing-time.ts'
import { amountsIn, fileOf } from './two-tabs.ts'

const openTimeout = 60_000

/** A store with the log 1, whose database another tab holds open and does not let go, as one that is frozen does. */
async function inTheWay() {
  const name = newName()
  let tell = (): void => {}
  const isBlocked = new Promise<void>((resolve) => {
    tell = resolve
  })
  const onBlocked = (): void => tell()
  const store = untilTheEnd(await openEventStore<BankEvent>(name, { openTimeout, onBlocked, pollInterval: 0 }))
  await store.append('account:1', moneyDeposited(1))
  const holding = await openRaw(name)
  onTestFinished(() => holding.close())
  const file = await fileOf([10, 20])
  return { name, store, file, isBlocked, letGo: () => holding.close() }
}

async function expectOldLog(name: string, stores: readonly EventStore<BankEvent>[] = []): Promise<void> {
  for (const one of [...stores, await inIndexedDB<BankEvent>(name)]) expect(await amountsIn(one)).toEqual([1])
}

test('closing a store whose replacement is blocked does not wait for the deadline, and the old log stays', async () => {
  const { name, store, file, isBlocked, letGo } = await inTheWay()
  const replacing = rejectionOf(store.replaceFromJsonl(file))
  await isBlocked
  await store.close()
  expect(await replacing).toBeInstanceOf(StoreClosed)
  letGo()
  await expectOldLog(name)
})

test('a replacement that is blocked rejects at once when its signal is aborted, and the old log stays', async () => {
  const { name, store, file, isBlocked, letGo } = await inTheWay()
  for (const reason of [new Error('enough'), new DOMException('enough', 'AbortError')]) {
    const controller = new AbortController()
    const replacing = rejectionOf(store.replaceFromJsonl(file, { signal: controller.signal }))
    await isBlocked
    controller.abort(reason)
    expect(await replacing).toBe(reason)
  }
  letGo()
  await expectOldLog(name, [store])
})

test('a call that waited for a blocked replacement rejects together with it, after one deadline', async () => {
  const { name, store, file, isBlocked, letGo } = await inTheWay()
  const pass = letTimePass()
  const replacing = rejectionOf(store.replaceFromJsonl(file))
  await isBlocked
  const waiting = [replacing, rejectionOf(store.append('account:1', moneyDeposited(2))), rejectionOf(amountsIn(store))]
  await pass(Promise.all(waiting), openTimeout)
  for (const error of await Promise.all(waiting)) expect(error).toBeInstanceOf(StoreBlocked)
  letGo()
  await expectOldLog(name, [store])
  expect(await store.append('account:1', moneyDeposited(2))).toMatchObject({ globalPosition: 2 })
})

test('after a replacement that was blocked, the store can be closed while a call waits, without a deadline', async () => {
  const { name, store, file, isBlocked, letGo } = await inTheWay()
  const pass = letTimePass()
  const replacing = rejectionOf(store.replaceFromJsonl(file))
  await isBlocked
  await pass(replacing, openTimeout)
  // It ends as usual or with StoreClosed, when the other tab lets go.
  const waiting = Promise.allSettled([store.lastPosition()])
  await store.close()
  letGo()
  await waiting
  await expectOldLog(name)
})

test('when the other tab lets go, what was staged by a blocked replacement is gone with the next one', async () => {
  const { name, store, file, isBlocked, letGo } = await inTheWay()
  const controller = new AbortController()
  const replacing = rejectionOf(store.replaceFromJsonl(file, { signal: controller.signal }))
  await isBlocked
  controller.abort()
  await replacing
  letGo()
  await store.replaceFromJsonl(file)
  expect(await amountsIn(store)).toEqual([10, 20])
  expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
})
