import { createEventStore, type EventStore, type RecordedEvent } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { atOnce } from '../at-once.ts'
import { collect, eventually, rejectionOf } from '../awaiting.ts'
import { newName, places, untilTheEnd } from '../places.ts'
import { SlowStorage } from './slow-storage.ts'

const over = { done: true, value: undefined }

type Following = AsyncIterator<RecordedEvent<BankEvent>>

function follow(store: EventStore<BankEvent>, signal?: AbortSignal): Following {
  return store.subscribe(signal ? { signal } : {})[Symbol.asyncIterator]()
}

/** A subscription that delivered one event and waits for the next. */
async function waiting(store: EventStore<BankEvent>, signal?: AbortSignal) {
  await store.append('s', moneyDeposited(1))
  const following = follow(store, signal)
  expect(await following.next()).toMatchObject({ value: { globalPosition: 1 } })
  return { following, next: following.next() }
}

describe.each(places)('a subscription that waits, in $place,', ({ open }) => {
  test('ends at once when its iterator is returned, and delivers nothing more', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const { following, next } = await waiting(store)
    expect(await atOnce(following.return?.())).toEqual(over)
    expect(await atOnce(next)).toEqual(over)
    await store.append('s', moneyDeposited(2))
    expect(await following.next()).toEqual(over)
  })

  test('ends at once when an error is thrown into its iterator, which rejects with that error', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const { following, next } = await waiting(store)
    const error = new Error('enough')
    expect(await rejectionOf(atOnce(following.throw?.(error)))).toBe(error)
    expect(await atOnce(next)).toEqual(over)
    expect(await following.next()).toEqual(over)
  })

  test('ends at once and quietly when its signal is aborted', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const controller = new AbortController()
    const { following, next } = await waiting(store, controller.signal)
    controller.abort()
    expect(await atOnce(next)).toEqual(over)
    expect(await following.next()).toEqual(over)
  })

  test('ends at once and quietly when its store is closed', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const { following, next } = await waiting(store)
    const closing = store.close()
    expect(await atOnce(next)).toEqual(over)
    expect(await following.next()).toEqual(over)
    await closing
  })

  test('answers several that ask in the order in which they asked', async () => {
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

  test('can be ended by a listener of the tail, which then hears nothing more', async () => {
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

describe('a subscription whose database does not answer', () => {
  async function stuck(signal?: AbortSignal) {
    const storage = new SlowStorage(newName())
    const store = untilTheEnd(createEventStore<BankEvent>(storage, { pollInterval: 0 }))
    await store.append('s', moneyDeposited(1))
    storage.answersReads = false
    const following = follow(store, signal)
    return { store, following, next: following.next() }
  }

  test('ends at once when its iterator is returned', async () => {
    const { following, next } = await stuck()
    expect(await atOnce(following.return?.())).toEqual(over)
    expect(await atOnce(next)).toEqual(over)
  })

  test('ends at once when its signal is aborted', async () => {
    const controller = new AbortController()
    const { next } = await stuck(controller.signal)
    controller.abort()
    expect(await atOnce(next)).toEqual(over)
  })

  test('ends at once when its store is closed', async () => {
    const { store, next } = await stuck()
    const closing = store.close()
    expect(await atOnce(next)).toEqual(over)
    await closing
  })
})

describe('a subscription that is over', () => {
  type End = (following: Following, controller: AbortController) => unknown
  const ends: [string, End][] = [
    ['because its iterator was returned', (following) => following.return?.()],
    ['because an error was thrown into it', (following) => following.throw?.(new Error('enough')).catch(() => {})],
    ['because its signal was aborted while it waited', (_, controller) => controller.abort()],
  ]

  test.each(ends)('%s does not look at the log again', async (_, end) => {
    const storage = new SlowStorage(newName())
    const store = untilTheEnd(createEventStore<BankEvent>(storage, { pollInterval: 0 }))
    const controller = new AbortController()
    const { following, next } = await waiting(store, controller.signal)
    // It has looked for a second event, and waits to be told of one.
    await eventually(() => expect(storage.asksForTheEnd).toBeGreaterThan(0))
    await end(following, controller)
    await next
    const before = storage.asksForTheEnd
    await store.append('s', moneyDeposited(2))
    await store.append('s', moneyDeposited(3))
    expect(storage.asksForTheEnd).toBe(before)
  })

  test('because its reader broke off delivers nothing more', async () => {
    const store = untilTheEnd(createEventStore<BankEvent>(new SlowStorage(newName())))
    await store.append('s', [moneyDeposited(1), moneyDeposited(2)])
    const subscription = store.subscribe()
    for await (const { globalPosition } of subscription) if (globalPosition === 1) break
    expect(await collect(subscription)).toEqual([])
  })
})
