import { createEventStore, type LogQuestion, type LogView, MemoryStorage } from 'rewindable/adapter'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { rejectionOf } from '../async-results.ts'
import { damageCommit } from '../faults/raw-database.ts'
import { inIndexedDB, newName, places, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'

describe.each(places)('subscriptions without polling in $place', ({ open }) => {
  test('a subscription misses no event that is appended while its reader handles another event', async () => {
    const store = await open(newName(), { pollInterval: 0 })
    await store.append('s', moneyDeposited(0))
    const seen: number[] = []
    for await (const { globalPosition } of store.subscribe()) {
      seen.push(globalPosition)
      if (globalPosition === 20) break
      await store.append('s', moneyDeposited(globalPosition))
    }
    expect(seen).toEqual(upTo(20))
  })

  test('a subscription delivers past events and then events that were appended during the read', async () => {
    const store = await open(newName(), { pollInterval: 0 })
    await Promise.all(upTo(2_000).map((amount) => store.append(`s${amount % 4}`, moneyDeposited(amount))))
    const seen: number[] = []
    for await (const { globalPosition } of store.subscribe({ fromPosition: 500 })) {
      if (globalPosition % 100 === 0 && globalPosition <= 2_000) await store.append('s', moneyDeposited(1))
      seen.push(globalPosition)
      if (globalPosition === 2_016) break
    }
    expect(seen).toEqual(upTo(2_016).slice(499))
  })

  test('a subscription from a position beyond the end of the log waits for that position', async () => {
    const store = await open(newName(), { pollInterval: 0 })
    await store.append('s', moneyDeposited(1))
    const delivered = (async () => {
      for await (const { globalPosition } of store.subscribe({ fromPosition: 4 })) return globalPosition
      return undefined
    })()
    for (const amount of upTo(3)) await store.append('s', moneyDeposited(amount))
    expect(await delivered).toBe(4)
  })

  test('a subscription that is aborted while it waits ends without an error', async () => {
    const store = await open(newName(), { pollInterval: 0 })
    await store.append('s', moneyDeposited(1))
    const controller = new AbortController()
    const seen: number[] = []
    const following = (async () => {
      for await (const { globalPosition } of store.subscribe({ signal: controller.signal })) {
        seen.push(globalPosition)
        queueMicrotask(() => controller.abort())
      }
    })()
    await following
    expect(seen).toEqual([1])
  })

  test('a subscription whose signal is already aborted delivers no events', async () => {
    const store = await open(newName())
    await store.append('s', moneyDeposited(1))
    for await (const event of store.subscribe({ signal: AbortSignal.abort() })) expect(event).toBeUndefined()
  })
})

test('a subscription delivers the events before a damaged commit and then rejects', async () => {
  const name = newName()
  const store = await inIndexedDB(name)
  for (const amount of upTo(5)) await store.append('s', moneyDeposited(amount))
  await damageCommit(name, 4, (commit) => ({ ...commit, events: 'not JSON' }))
  const seen: number[] = []
  const following = (async () => {
    for await (const { globalPosition } of store.subscribe()) seen.push(globalPosition)
  })()
  expect(await rejectionOf(following)).toMatchObject({ code: 'LogCorrupted', position: 4 })
  expect(seen).toEqual([1, 2, 3])
})

test('a subscription misses no event that is appended while it reads the end of the log', async () => {
  const storage = new SlowlyAsked(newName())
  const store = untilTheEnd(createEventStore<BankEvent>(storage, { pollInterval: 0 }))
  storage.beforeAnswering = () => store.append('s', moneyDeposited(1))
  for await (const event of store.subscribe()) {
    expect(event).toMatchObject({ globalPosition: 1, data: { amount: 1 } })
    break
  }
  expect(storage.beforeAnswering).toBeUndefined()
})

/** A storage that calls a function between reading the end of the log and returning it. */
class SlowlyAsked extends MemoryStorage {
  beforeAnswering: (() => Promise<unknown>) | undefined

  override async view(question: LogQuestion): Promise<LogView> {
    const view = await super.view(question)
    const happening = this.beforeAnswering
    this.beforeAnswering = undefined
    await happening?.()
    return view
  }
}
