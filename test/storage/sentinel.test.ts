import { deleteEventStore, type EventStore } from 'rewindable'
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { inIndexedDB, newName } from '../places.ts'

/** Puts something in the place of the page's localStorage until the test is over. */
function replaceLocalStorage(get: () => Storage | undefined): void {
  const real = Object.getOwnPropertyDescriptor(globalThis, 'localStorage')
  // Asked for again and again, WebKit answers from what it saw before, unless the property was gone in between.
  Reflect.deleteProperty(globalThis, 'localStorage')
  Object.defineProperty(globalThis, 'localStorage', { configurable: true, get })
  onTestFinished(() => {
    Reflect.deleteProperty(globalThis, 'localStorage')
    if (real) Object.defineProperty(globalThis, 'localStorage', real)
  })
}

/** What Node has not, or not always. */
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

/** The browser evicts the database, and keeps what is outside it. */
function evict(name: string): Promise<unknown> {
  return new Promise((resolve) => {
    indexedDB.deleteDatabase(`rewindable:${name}`).onsuccess = resolve
  })
}

describe('where a page can remember something outside the database', () => {
  beforeEach(() => {
    const storage = new Remembering()
    if (typeof document === 'undefined') replaceLocalStorage(() => storage)
  })

  test('a first visit is known as one, also by those who come later', async () => {
    const name = newName()
    const first = await visit(name)
    expect(first.history).toBe('first visit')
    expect((await visit(name)).history).toBe('known')
    await first.store.append('s', moneyDeposited(1))
    expect((await first.store.storageStatus()).history).toBe('first visit')
    await first.store.close()
    expect((await visit(name)).history).toBe('known')
  })

  test('a log that the browser evicted is told from one that never was', async () => {
    const name = newName()
    const { store } = await visit(name)
    await store.append('s', moneyDeposited(1))
    await store.close()
    await evict(name)
    const after = await visit(name)
    expect(after.history).toBe('evicted')
    expect(await after.store.lastPosition()).toBe(0)
    await after.store.close()
    // The next visit finds what this one began.
    expect((await visit(name)).history).toBe('known')
  })

  test('an eviction is told of although a worker, which remembers nothing, was there in between', async () => {
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

  test('it can be evicted again and again', async () => {
    const name = newName()
    for (const expected of ['first visit', 'evicted', 'evicted']) {
      const { store, history } = await visit(name)
      expect(history).toBe(expected)
      await store.close()
      await evict(name)
    }
  })

  test('a log that the application deleted is forgotten', async () => {
    const name = newName()
    const { store } = await visit(name)
    await store.close()
    await deleteEventStore(name)
    expect((await visit(name)).history).toBe('first visit')
  })

  test('each store is remembered by itself', async () => {
    const [one, other] = [newName(), newName()]
    await (await visit(one)).store.close()
    await evict(one)
    expect([(await visit(other)).history, (await visit(one)).history]).toEqual(['first visit', 'evicted'])
  })
})

const forgetful: [what: string, get: () => Storage | undefined][] = [
  ['there is nowhere to remember in', () => undefined],
  [
    'asking for a place is refused',
    () => {
      throw new DOMException('The operation is insecure.', 'SecurityError')
    },
  ],
]

test.each(forgetful)('where %s, a new log may be the first one or not', async (_, get) => {
  replaceLocalStorage(get)
  const name = newName()
  const { store, history } = await visit(name)
  expect(history).toBe('unknown')
  await store.close()
  expect((await visit(name)).history).toBe('known')
  await deleteEventStore(newName())
})

test('where the place is full, opening works all the same', async () => {
  const full = new Remembering()
  full.setItem = () => {
    throw new DOMException('The quota has been exceeded.', 'QuotaExceededError')
  }
  replaceLocalStorage(() => full)
  const { store } = await visit(newName())
  expect(await store.append('s', moneyDeposited(1))).toMatchObject({ globalPosition: 1 })
})
