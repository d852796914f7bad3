import { exportJsonl, importJsonl, replaceFromJsonl, verifyLog } from 'rewindable'
import {
  createEventStore,
  type Decide,
  type EventChunk,
  type LogQuestion,
  MemoryStorage,
  type ReadRange,
  TextDocuments,
} from 'rewindable/adapter'
import { type OpenStore, storageContract } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { LocalStorageAdapter } from '../../examples/local-storage-adapter.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { newName, untilTheEnd } from '../open-stores.ts'

/** A separate `localStorage` for this file. */
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
const open: OpenStore = async (name, options) => createEventStore(await LocalStorageAdapter.open(texts, name), options)

describe('an event store over localStorage', async () => {
  const cases = await storageContract(open)
  for (const { name, run, missing } of cases) test.skipIf(missing !== undefined)(name, run)

  test('the contract names the interface that a skipped case needs', () => {
    const notRun = cases.filter(({ missing }) => missing !== undefined)
    expect(notRun.length).toBeGreaterThan(5)
    expect(new Set(notRun.map(({ missing }) => missing))).toEqual(new Set(['ReplaceableStorage']))
    expect(
      notRun.every(({ name }) => name.includes('not run: the storage does not implement ReplaceableStorage')),
    ).toBe(true)
  })
})

async function openBank(name: string, place = texts) {
  return untilTheEnd(createEventStore<BankEvent>(await LocalStorageAdapter.open(place, name)))
}

test('a replacement rejects with NotSupported when the storage cannot replace its log', async () => {
  const store = await openBank(newName())
  await store.append('s', moneyDeposited(1))
  const error = await rejectionOf(replaceFromJsonl(store, exportJsonl(store)))
  expect(error).toMatchObject({ code: 'NotSupported', missing: 'ReplaceableStorage' })
  expect(await store.lastPosition()).toBe(1)
  expect(store.historyId).toBe(store.logId)
})

test('an import into a storage without a staging area is appended in one commit', async () => {
  const source = await openBank(newName())
  for (let amount = 1; amount <= 1_200; amount += 1) await source.append(`s${amount % 3}`, moneyDeposited(amount))
  const store = await openBank(newName())
  expect(await importJsonl(store, exportJsonl(source))).toMatchObject({ imported: 1_200, alreadyThere: 0 })
  expect(await collect(store.readAll())).toEqual(await collect(source.readAll()))
  expect(await verifyLog(store)).toEqual({ soundUntil: 1_200, lastPosition: 1_200 })
})

test('a storage without health reports only the states open and closed, and otherwise "unknown"', async () => {
  const store = await openBank(newName())
  const unknown = { persistence: 'unknown', privateMode: 'unknown', history: 'unknown' }
  expect(await store.storageStatus()).toEqual({ connection: 'open', ...unknown })
  expect(await store.requestPersistence()).toBe(false)
  await store.close()
  expect(await store.storageStatus()).toEqual({ connection: 'closed', ...unknown })
})

test('a full localStorage rejects an append with QuotaExceeded, and does not change the log', async () => {
  const place = new Texts()
  const store = await openBank(newName(), place)
  await store.append('s', moneyDeposited(1))
  place.isFull = true
  expect(await rejectionOf(store.append('s', moneyDeposited(2)))).toMatchObject({ code: 'QuotaExceeded' })
  place.isFull = false
  expect((await store.append('s', moneyDeposited(3))).streamVersion).toBe(2)
})

test('documents that are kept as text are read unchanged', async () => {
  const { documents } = await LocalStorageAdapter.open(new Texts(), 'values')
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

test('a failed access to localStorage rejects with StorageFailed, unless localStorage is full', async () => {
  const place = new Texts()
  const { documents } = await LocalStorageAdapter.open(place, 'denied')
  place.getItem = () => {
    throw new DOMException('Access is denied.', 'SecurityError')
  }
  expect(await rejectionOf(documents.listNumbers('snapshots', 'p'))).toMatchObject({ code: 'StorageFailed' })
})

test('TextDocuments treats null and undefined as a missing text', async () => {
  for (const missing of [null, undefined]) {
    const documents = new TextDocuments({ get: () => missing, set: () => {} })
    expect(await documents.readLatest('snapshots', 'p')).toBeUndefined()
    expect(await documents.listNumbers('snapshots', 'p')).toEqual([])
  }
})

test('TextDocuments changes documents only inside `exclusively`', async () => {
  const kept = new Map<string, string>()
  let isInside = false
  const documents = new TextDocuments({
    get: (key) => kept.get(key),
    set: (key, text) => {
      expect(isInside).toBe(true)
      kept.set(key, text)
    },
    exclusively: async (step) => {
      isInside = true
      const result = step()
      isInside = false
      return result
    },
  })
  expect(await documents.update('checkpoints', ['r', 0], () => 5)).toBe(5)
  await documents.delete('checkpoints', 'r')
  expect(await documents.listNumbers('checkpoints', 'r')).toEqual([])
})

/** Returns the outcome of the contract's case whose name contains a text. */
async function outcomeOf(open: OpenStore, text: string): Promise<unknown> {
  const found = (await storageContract(open)).find(({ name }) => name.includes(text))
  return found?.run().catch((error: Error) => error.message)
}

/** Opens adapters that share a log and differ from `MemoryStorage` in one broken operation. */
function broken(create: (name: string, sharing: MemoryStorage | undefined) => MemoryStorage): OpenStore {
  const opened = new Map<string, MemoryStorage>()
  return async (name, options) => {
    const storage = create(name, opened.get(name))
    opened.set(name, storage)
    return createEventStore(storage, options)
  }
}

test('the contract rejects a storage that ignores close', async () => {
  class NeverClosed extends MemoryStorage {
    override async close(): Promise<void> {}
  }
  const open = broken((name, sharing) => new NeverClosed(name, sharing))
  for (const text of ['a closed storage rejects', 'the documents of a closed storage']) {
    expect(await outcomeOf(open, text)).toMatch(/LogStorage\.close: every later operation rejects with StoreClosed/)
  }
})

test('the contract rejects a storage that ignores maxEvents', async () => {
  class Greedy extends MemoryStorage {
    override read(range: ReadRange): Promise<readonly EventChunk[]> {
      return super.read({ ...range, maxEvents: Infinity })
    }
  }
  const open = broken((name, sharing) => new Greedy(name, sharing))
  expect(await outcomeOf(open, 'small maxEvents')).toMatch(/ReadRange\.maxEvents.* Found 5 chunks/)
})

test('the contract names the rule that an append without a transaction breaks', async () => {
  class NotAtomic extends MemoryStorage {
    override async append(question: LogQuestion, decide: Decide): Promise<void> {
      const events = decide(await this.view(question))
      await new Promise((resolve) => setTimeout(resolve, 1))
      return super.append(question, () => events)
    }
  }
  const open = broken((name, sharing) => new NotAtomic(name, sharing))
  for (const text of ['a subscription delivers past events', 'exactly one of many writers']) {
    expect(await outcomeOf(open, text)).toMatch(/LogStorage\.append: no other writer appends/)
  }
})

test('the contract names the rule that a storage without recorded commands breaks', async () => {
  class Forgetful extends MemoryStorage {
    override append(question: LogQuestion, decide: Decide): Promise<void> {
      return super.append(question, (view) => decide({ ...view, recordedCommands: new Map() }))
    }
  }
  const open = broken((name, sharing) => new Forgetful(name, sharing))
  for (const text of ['a repeated command writes nothing', 'an import of an exported log restores']) {
    expect(await outcomeOf(open, text)).toMatch(/LogView\.recordedCommands/)
  }
})
