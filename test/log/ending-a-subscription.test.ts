import type { EventStore, RecordedEvent } from 'rewindable'
import { createEventStore } from 'rewindable/adapter'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually, rejectionOf } from '../async-results.ts'
import { beforeNextTask } from '../before-next-task.ts'
import { newName, places, untilTheEnd } from '../open-stores.ts'
import { SlowStorage } from './slow-storage.ts'

const over = { done: true, value: undefined }

type Following = AsyncIterator<RecordedEvent<BankEvent>>

function follow(store: EventStore<BankEvent>, signal?: AbortSignal): Following {
  return store.subscribe(signal ? { signal } : {})[Symbol.asyncIterator]()
}

/** Opens a subscription that has delivered one event and waits for the next. */
async function waiting(store: EventStore<BankEvent>, signal?: AbortSignal) {
  await store.append('s', moneyDeposited(1))
  const following = follow(store, signal)
  expect(await following.next()).toMatchObject({ value: { globalPosition: 1 } })
  return { following, next: following.next() }
}

describe.each(places)('ending a waiting subscription in $place', ({ open }) => {
  test('a waiting subscription ends immediately when its iterator returns, and delivers no further events', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const { following, next } = await waiting(store)
    expect(await beforeNextTask(following.return?.())).toEqual(over)
    expect(await beforeNextTask(next)).toEqual(over)
    await store.append('s', moneyDeposited(2))
    expect(await following.next()).toEqual(over)
  })

  test('a waiting subscription ends immediately when an error is thrown into its iterator', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const { following, next } = await waiting(store)
    const error = new Error('enough')
    expect(await rejectionOf(beforeNextTask(following.throw?.(error)))).toBe(error)
    expect(await beforeNextTask(next)).toEqual(over)
    expect(await following.next()).toEqual(over)
  })

  test('a waiting subscription ends immediately and without an error when its signal aborts', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const controller = new AbortController()
    const { following, next } = await waiting(store, controller.signal)
    controller.abort()
    expect(await beforeNextTask(next)).toEqual(over)
    expect(await following.next()).toEqual(over)
  })

  test('a waiting subscription ends immediately and without an error when its store closes', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const { following, next } = await waiting(store)
    const closing = store.close()
    expect(await beforeNextTask(next)).toEqual(over)
    expect(await following.next()).toEqual(over)
    await closing
  })

  test('concurrent calls of next() on a subscription resolve in order', async () => {
    const store = await open<BankEvent>(newName())
    const following = follow(store)
    const asked = [following.next(), following.next(), following.next(), following.next()]
    await store.append('s', [moneyDeposited(1), moneyDeposited(2)])
    await store.append('s', moneyDeposited(3))
    const answers = await Promise.all(asked.slice(0, 3))
    expect(answers.map(({ value }) => value?.globalPosition)).toEqual([1, 2, 3])
    await following.return?.()
    expect(await asked[3]).toEqual(over)
  })

  test('a tail listener can end a subscription, which then delivers no further events', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const { following, next } = await waiting(store)
    let heard = 0
    const undo = store.onLogChange(() => {
      heard += 1
      undo()
      following.return?.()
    })
    await store.append('s', moneyDeposited(2))
    await next
    await store.append('s', moneyDeposited(3))
    expect([heard, await following.next()]).toEqual([1, over])
  })
})

describe('ending a subscription while the database does not respond', () => {
  async function stuck(signal?: AbortSignal) {
    const storage = new SlowStorage(newName())
    const store = untilTheEnd(createEventStore<BankEvent>(storage, { pollInterval: 0 }))
    await store.append('s', moneyDeposited(1))
    storage.answersReads = false
    const following = follow(store, signal)
    return { store, following, next: following.next() }
  }

  test('a subscription ends without waiting for the database when its iterator returns', async () => {
    const { following, next } = await stuck()
    expect(await beforeNextTask(following.return?.())).toEqual(over)
    expect(await beforeNextTask(next)).toEqual(over)
  })

  test('a subscription ends without waiting for the database when its signal aborts', async () => {
    const controller = new AbortController()
    const { next } = await stuck(controller.signal)
    controller.abort()
    expect(await beforeNextTask(next)).toEqual(over)
  })

  test('a subscription ends without waiting for the database when its store closes', async () => {
    const { store, next } = await stuck()
    const closing = store.close()
    expect(await beforeNextTask(next)).toEqual(over)
    await closing
  })
})

describe('ended subscriptions', () => {
  type End = (following: Following, controller: AbortController) => unknown
  const ends: [string, End][] = [
    ['its iterator returned', (following) => following.return?.()],
    ['an error was thrown into it', (following) => following.throw?.(new Error('enough')).catch(() => {})],
    ['its signal aborted while it waited', (_, controller) => controller.abort()],
  ]

  test.each(ends)('a subscription does not read the log again after %s', async (_, end) => {
    const storage = new SlowStorage(newName())
    const store = untilTheEnd(createEventStore<BankEvent>(storage, { pollInterval: 0 }))
    const controller = new AbortController()
    const { following, next } = await waiting(store, controller.signal)
    // The subscription has tried to read a second event and waits for a notification.
    await eventually(() => expect(storage.asksForTheEnd).toBeGreaterThan(0))
    await end(following, controller)
    await next
    const before = storage.asksForTheEnd
    await store.append('s', moneyDeposited(2))
    await store.append('s', moneyDeposited(3))
    expect(storage.asksForTheEnd).toBe(before)
  })

  test('a subscription delivers no further events after its reader left the loop', async () => {
    const store = untilTheEnd(createEventStore<BankEvent>(new SlowStorage(newName())))
    await store.append('s', [moneyDeposited(1), moneyDeposited(2)])
    const subscription = store.subscribe()
    for await (const { globalPosition } of subscription) if (globalPosition === 1) break
    expect(await collect(subscription)).toEqual([])
  })
})
