import { exportJsonl, importJsonl, replaceFromJsonl, verifyLog } from 'rewindable'
import { createEventStore } from 'rewindable/adapter'
import { type OpenStore, storageContract } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { LocalStorageAdapter } from '../../examples/local-storage-adapter.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { newName, untilTheEnd } from '../open-stores.ts'

/** A `localStorage` of this file's own. */
class Texts {
  readonly #texts = new Map<string, string>()
  isFull = false

  getItem(key: string): string | null {
    return this.#texts.get(key) ?? null
  }

  setItem(key: string, text: string): void {
    if (this.isFull) throw new DOMException('There is no room.', 'QuotaExceededError')
    this.#texts.set(key, text)
  }
}

const texts = new Texts()
const open: OpenStore = async (name, options) => createEventStore(new LocalStorageAdapter(texts, name), options)

describe('an event store over localStorage', async () => {
  const cases = await storageContract(open)
  for (const { name, run } of cases) test(name, run)

  test('is told which cases of the contract its storage cannot run', () => {
    const notRun = cases.filter(({ missing }) => missing !== undefined)
    expect(notRun.length).toBeGreaterThan(5)
    expect(new Set(notRun.map(({ missing }) => missing))).toEqual(new Set(['ReplaceableStorage']))
    expect(
      notRun.every(({ name }) => name.includes('not run: the storage does not implement ReplaceableStorage')),
    ).toBe(true)
  })
})

function openBank(name: string, place = texts) {
  return untilTheEnd(createEventStore<BankEvent>(new LocalStorageAdapter(place, name)))
}

test('a replacement rejects with NotSupported when the storage cannot replace its log', async () => {
  const store = openBank(newName())
  await store.append('s', moneyDeposited(1))
  const error = await rejectionOf(replaceFromJsonl(store, exportJsonl(store)))
  expect(error).toMatchObject({ code: 'NotSupported', missing: 'ReplaceableStorage' })
  expect(await store.lastPosition()).toBe(1)
  expect(store.historyId).toBe(store.logId)
})

test('an import into a storage without a staging area is appended in one commit', async () => {
  const source = openBank(newName())
  for (let amount = 1; amount <= 1_200; amount += 1) await source.append(`s${amount % 3}`, moneyDeposited(amount))
  const store = openBank(newName())
  expect(await importJsonl(store, exportJsonl(source))).toMatchObject({ imported: 1_200, alreadyThere: 0 })
  expect(await collect(store.readAll())).toEqual(await collect(source.readAll()))
  expect(await verifyLog(store)).toEqual({ soundUntil: 1_200, lastPosition: 1_200 })
})

test('a storage without health is open until it is closed, and knows nothing else', async () => {
  const store = openBank(newName())
  const unknown = { persistence: 'unknown', privateMode: 'unknown', history: 'unknown' }
  expect(await store.storageStatus()).toEqual({ connection: 'open', ...unknown })
  expect(await store.requestPersistence()).toBe(false)
  await store.close()
  expect(await store.storageStatus()).toEqual({ connection: 'closed', ...unknown })
})

test('a full localStorage rejects an append with QuotaExceeded, and keeps the log as it was', async () => {
  const place = new Texts()
  const store = openBank(newName(), place)
  await store.append('s', moneyDeposited(1))
  place.isFull = true
  expect(await rejectionOf(store.append('s', moneyDeposited(2)))).toMatchObject({ code: 'QuotaExceeded' })
  place.isFull = false
  expect((await store.append('s', moneyDeposited(3))).streamVersion).toBe(2)
})

test('documents that are kept as text come back as they were stored', async () => {
  const { documents } = new LocalStorageAdapter(new Texts(), 'values')
  const shared = { deep: [1, 'two', null, undefined] }
  const value = {
    map: new Map<unknown, unknown>([[shared, new Set([1n, Number.NaN, -0, Number.POSITIVE_INFINITY])]]),
    date: new Date(5),
    shared,
    self: [] as unknown[],
  }
  value.self.push(value.self)
  await documents.update('snapshots', ['p', 1], () => value)
  expect(await documents.readLatest('snapshots', 'p')).toEqual(value)
  const error = await rejectionOf(documents.update('snapshots', ['p', 2], () => new URL('https://a.example')))
  expect(error).toMatchObject({ code: 'StorageFailed' })
  expect(await documents.listNumbers('snapshots', 'p')).toEqual([1])
})
