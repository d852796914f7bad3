import { deleteEventStore, type EventStore } from 'rewindable'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { inIndexedDB, newName } from '../open-stores.ts'

/** Replaces `localStorage` for one test. */
function replaceLocalStorage(get: () => Storage | undefined): void {
  const real = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
  // WebKit caches the value of the property unless it is deleted first.
  Reflect.deleteProperty(globalThis, 'localStorage')
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get })
  onTestFinished(() => {
    Reflect.deleteProperty(globalThis, 'localStorage')
    if (real) Object.defineProperty(globalThis, 'localStorage', real)
  })
}

/** An in-memory `localStorage`, because not every version of Node has one. */
class Remembering implements Storage {
  readonly #items = new Map<string, string>()
  get length(): number {
    return this.#items.size
  }
  clear = (): void => this.#items.clear()
  getItem = (key: string): string | null => this.#items.get(key) ?? null
  key = (index: number): string | null => [...this.#items.keys()][index] ?? null
  removeItem = (key: string): void => void this.#items.delete(key)
  setItem = (key: string, value: string): void => void this.#items.set(key, value)
}

async function visit(name: string): Promise<{ store: EventStore; history: string }> {
  const store = await inIndexedDB(name)
  return { store, history: (await store.storageStatus()).history }
}

/** Deletes the database but keeps `localStorage`, as an eviction can do. */
function evict(name: string): Promise<unknown> {
  return new Promise((resolve) => {
    indexedDB.deleteDatabase(`rewindable:${name}`).onsuccess = resolve
  })
}

describe('eviction markers in localStorage', () => {
  beforeEach(() => {
    const storage = new Remembering()
    if (typeof document === 'undefined') replaceLocalStorage(() => storage)
  })

  test('the history is "first visit" for the first store of a log and "known" for later ones', async () => {
    const name = newName()
    const first = await visit(name)
    expect(first.history).toBe('first visit')
    expect((await visit(name)).history).toBe('known')
    await first.store.append('s', moneyDeposited(1))
    expect((await first.store.storageStatus()).history).toBe('first visit')
    await first.store.close()
    expect((await visit(name)).history).toBe('known')
  })

  test('the history is "evicted" after the browser deleted the log', async () => {
    const name = newName()
    const { store } = await visit(name)
    await store.append('s', moneyDeposited(1))
    await store.close()
    await evict(name)
    const after = await visit(name)
    expect(after.history).toBe('evicted')
    expect(await after.store.lastPosition()).toBe(0)
    await after.store.close()
    // The next visit finds the new log.
    expect((await visit(name)).history).toBe('known')
  })

  test('a page reports an eviction even if a worker without localStorage opened the store first', async () => {
    const kept = globalThis.localStorage
    let isWorker = false
    replaceLocalStorage(() => (isWorker ? undefined : kept))
    const name = newName()
    await (await visit(name)).store.close()
    await evict(name)
    isWorker = true
    const worker = await visit(name)
    expect(worker.history).toBe('unknown')
    isWorker = false
    expect((await visit(name)).history).toBe('evicted')
    expect((await visit(name)).history).toBe('known')
  })

  test('a store reports each of several evictions', async () => {
    const name = newName()
    for (const expected of ['first visit', 'evicted', 'evicted']) {
      const { store, history } = await visit(name)
      expect(history).toBe(expected)
      await store.close()
      await evict(name)
    }
  })

  test('the history is "first visit" after the application deleted the log', async () => {
    const name = newName()
    const { store } = await visit(name)
    await store.close()
    await deleteEventStore(name)
    expect((await visit(name)).history).toBe('first visit')
  })

  test('each store has a separate eviction marker', async () => {
    const [one, other] = [newName(), newName()]
    await (await visit(one)).store.close()
    await evict(one)
    expect([(await visit(other)).history, (await visit(one)).history]).toEqual(['first visit', 'evicted'])
  })
})

const forgetful: [what: string, get: () => Storage | undefined][] = [
  ['localStorage is missing', () => undefined],
  [
    'access to localStorage throws',
    () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    },
  ],
]

test.each(forgetful)('the history of a new log is "unknown" if %s', async (_, get) => {
  replaceLocalStorage(get)
  const name = newName()
  const { store, history } = await visit(name)
  expect(history).toBe('unknown')
  await store.close()
  expect((await visit(name)).history).toBe('known')
  await deleteEventStore(newName())
})

test('openEventStore works if localStorage is full', async () => {
  const full = new Remembering()
  full.setItem = () => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
  }
  replaceLocalStorage(() => full)
  const { store } = await visit(newName())
  expect(await store.append('s', moneyDeposited(1))).toMatchObject({ globalPosition: 1 })
})
