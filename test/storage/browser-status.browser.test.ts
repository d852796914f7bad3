import type { EventStore, StorageStatus } from 'rewindable'
import { describe, expect, onTestFinished, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { inIndexedDB, newName } from '../open-stores.ts'

// Some browsers have no `navigator.storage` on insecure pages.
const isToldOf = 'storage' in navigator

async function openUsed(): Promise<EventStore> {
  const store = await inIndexedDB(newName())
  await store.append('s', moneyDeposited(1))
  return store
}

/** Replaces `navigator.storage` for one test. */
function replaceStorageManager(manager: object | undefined): void {
  Object.defineProperty(navigator, 'storage', { configurable: true, value: manager })
  onTestFinished(() => {
    Reflect.deleteProperty(navigator, 'storage')
  })
}

test.runIf(isToldOf)(
  'the storage status contains the persistence, usage and quota that the browser reports',
  async () => {
    const { usage, quota, ...status } = await (await openUsed()).storageStatus()
    expect(status).toMatchObject({ connection: 'open', history: 'first visit' })
    expect(['persisted', 'best effort']).toContain(status.persistence)
    expect(status.persistence).toBe((await navigator.storage.persisted()) ? 'persisted' : 'best effort')
    expect(usage).toBeGreaterThanOrEqual(0)
    expect(quota).toBeGreaterThan(usage ?? 0)
  },
)

describe('storage status in different browsers', () => {
  const never = (): Promise<never> => new Promise(() => {})
  const reject = (): Promise<never> => Promise.reject(new TypeError('not here'))

  test.each<[string, object | undefined, Partial<StorageStatus>]>([
    ['without a storage manager', undefined, { persistence: 'unknown', privateMode: 'unknown' }],
    ['whose storage manager has no methods', {}, { persistence: 'unknown', privateMode: 'unknown' }],
    [
      'whose storage manager rejects every call',
      { persisted: reject, estimate: reject },
      { persistence: 'unknown', privateMode: 'unknown' },
    ],
    [
      'that persists the data',
      { persisted: async () => true, estimate: async () => ({ usage: 5, quota: 7 }) },
      { persistence: 'persisted', usage: 5, quota: 7 },
    ],
    [
      'that may evict the data',
      { persisted: async () => false, estimate: async () => ({}) },
      { persistence: 'best effort' },
    ],
    [
      'whose storage manager never responds',
      { persisted: never, estimate: never, getDirectory: never },
      { persistence: 'unknown', privateMode: 'unknown' },
    ],
    [
      'that denies the private file system, as in private windows',
      { persisted: async () => false, getDirectory: reject },
      { persistence: 'best effort', privateMode: 'likely' },
    ],
  ])('the storage status is correct or "unknown" in a browser %s', async (_, manager, expected) => {
    const store = await openUsed()
    replaceStorageManager(manager)
    const status = await store.storageStatus()
    expect(status).toMatchObject(expected)
    if (!('usage' in expected)) expect([status.usage, status.quota]).toEqual([undefined, undefined])
    expect(status.connection).toBe('open')
  })
})

describe('requests for persistence', () => {
  test.each<[string, object | undefined, boolean]>([
    ['that grants it', { persist: async () => true }, true],
    ['that denies it', { persist: async () => false }, false],
    ['whose storage manager rejects the call', { persist: () => Promise.reject(new TypeError('no origin')) }, false],
    ['whose storage manager has no persist method', {}, false],
    ['without a storage manager', undefined, false],
  ])('requestPersistence returns whether persistence was granted in a browser %s', async (_, manager, expected) => {
    const store = await openUsed()
    replaceStorageManager(manager)
    expect(await store.requestPersistence()).toBe(expected)
  })
})

test('requestPersistence notifies storage listeners only if the browser grants persistence', async () => {
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
