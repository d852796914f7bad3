import type { EventStore, StorageStatus } from 'rewindable'
import { describe, expect, onTestFinished, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { inIndexedDB, newName } from '../places.ts'

// Where pages are not secure, some browsers have no such thing.
const isToldOf = 'storage' in navigator

async function openUsed(): Promise<EventStore> {
  const store = await inIndexedDB(newName())
  await store.append('s', moneyDeposited(1))
  return store
}

/** What the browser says of its storage, other than it does. */
function replaceStorageManager(manager: object | undefined): void {
  Object.defineProperty(navigator, 'storage', { configurable: true, value: manager })
  onTestFinished(() => {
    Reflect.deleteProperty(navigator, 'storage')
  })
}

test.runIf(isToldOf)('the status of a store says what the browser says of its storage', async () => {
  const { usage, quota, ...status } = await (await openUsed()).storageStatus()
  expect(status).toMatchObject({ connection: 'open', history: 'first visit' })
  expect(['persisted', 'best effort']).toContain(status.persistence)
  expect(status.persistence).toBe((await navigator.storage.persisted()) ? 'persisted' : 'best effort')
  expect(usage).toBeGreaterThanOrEqual(0)
  expect(quota).toBeGreaterThan(usage ?? 0)
})

describe('of what the browser does not tell, nothing is claimed', () => {
  const never = (): Promise<never> => new Promise(() => {})
  const reject = (): Promise<never> => Promise.reject(new TypeError('not here'))

  test.each<[string, object | undefined, Partial<StorageStatus>]>([
    ['that has no storage manager', undefined, { persistence: 'unknown', privateMode: 'unknown' }],
    ['whose storage manager can do nothing', {}, { persistence: 'unknown', privateMode: 'unknown' }],
    [
      'that refuses to answer',
      { persisted: reject, estimate: reject },
      { persistence: 'unknown', privateMode: 'unknown' },
    ],
    [
      'that keeps the data',
      { persisted: async () => true, estimate: async () => ({ usage: 5, quota: 7 }) },
      { persistence: 'persisted', usage: 5, quota: 7 },
    ],
    ['that may evict it', { persisted: async () => false, estimate: async () => ({}) }, { persistence: 'best effort' }],
    [
      'that does not answer',
      { persisted: never, estimate: never, getDirectory: never },
      { persistence: 'unknown', privateMode: 'unknown' },
    ],
    [
      'that refuses a private file system, as private windows do',
      { persisted: async () => false, getDirectory: reject },
      { persistence: 'best effort', privateMode: 'likely' },
    ],
  ])('in a browser %s', async (_, manager, expected) => {
    const store = await openUsed()
    replaceStorageManager(manager)
    const status = await store.storageStatus()
    expect(status).toMatchObject(expected)
    if (!('usage' in expected)) expect([status.usage, status.quota]).toEqual([undefined, undefined])
    expect(status.connection).toBe('open')
  })
})

describe('asking the browser to keep the data', () => {
  test.each<[string, object | undefined, boolean]>([
    ['that agrees', { persist: async () => true }, true],
    ['that does not', { persist: async () => false }, false],
    ['that refuses the question', { persist: () => Promise.reject(new TypeError('no origin')) }, false],
    ['that does not know the question', {}, false],
    ['that has no storage manager', undefined, false],
  ])('of one %s', async (_, manager, expected) => {
    const store = await openUsed()
    replaceStorageManager(manager)
    expect(await store.requestPersistence()).toBe(expected)
  })
})

test('who listens hears that the browser agreed to keep the data, and not that it did not', async () => {
  const store = await openUsed()
  let told = 0
  store.onStorageChange(() => {
    told += 1
  })
  replaceStorageManager({ persist: async () => false })
  expect([await store.requestPersistence(), told]).toEqual([false, 0])
  replaceStorageManager({ persist: async () => true })
  expect([await store.requestPersistence(), told]).toEqual([true, 1])
})
