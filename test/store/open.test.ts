import { deleteEventStore, openEventStore, openMemoryEventStore } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../async-results.ts'
import type { StoreOptions } from '../derived-types.ts'
import { inIndexedDB, newName, places, untilTheEnd } from '../open-stores.ts'

describe.each(places)('opening a store in $place', ({ open }) => {
  test('a store uses the clock and the ids from its options', async () => {
    let made = 0
    const newId = (): string => {
      made += 1
      return `id ${made}`
    }
    const store = await open(newName(), { now: () => 1_234.5, newId })
    await store.append('s', [moneyDeposited(1), { ...moneyDeposited(2), id: 'my own' }])
    const [first, second] = (await store.readStream('s')).events
    expect(first?.id).toMatch(/^id \d+$/)
    expect(second?.id).toBe('my own')
    expect([first?.recordedAt, second?.recordedAt]).toEqual([1_234.5, 1_234.5])
  })

  test('a store creates a unique UUID of version 7 for each event', async () => {
    const store = await open(newName())
    await store.append('s', [moneyDeposited(1), moneyDeposited(1), moneyDeposited(1)])
    const ids = (await collect(store.readAll())).map(({ id }) => id)
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('event ids contain the time and a counter, so that the ids compress well', async () => {
    const before = Date.now()
    const store = await open(newName())
    await store.append('s', moneyDeposited(1))
    await store.append('s', [moneyDeposited(2), moneyDeposited(3)])
    const events = await collect(store.readAll())
    const ids = events.map(({ id }) => id.replaceAll('-', ''))
    const counts = ids.map((id) => Number.parseInt(id.slice(24), 16))
    expect(counts).toEqual(counts.map((_, index) => (counts[0] ?? 0) + index))
    expect(new Set(ids.map((id) => id.slice(12, 24))).size).toBe(1)
    for (const time of ids.map((id) => Number.parseInt(id.slice(0, 12), 16))) {
      expect(time).toBeGreaterThanOrEqual(before)
      expect(time).toBeLessThanOrEqual(Date.now())
    }
  })

  test('an append rejects with InvalidArgument if the clock of the store returns NaN', async () => {
    const store = await open(newName(), { now: () => Number.NaN })
    expect(await rejectionOf(store.append('s', moneyDeposited(1)))).toMatchObject({
      code: 'InvalidArgument',
      argument: 'now',
    })
    expect(await store.lastPosition()).toBe(0)
  })

  test('stores with the same name share one log, and stores with different names do not', async () => {
    const name = newName()
    const [one, other, another] = [await open(name), await open(name), await open(newName())]
    expect(other.logId).toBe(one.logId)
    expect(another.logId).not.toBe(one.logId)
    await one.append('s', moneyDeposited(1))
    expect([await other.lastPosition(), await another.lastPosition()]).toEqual([1, 0])
  })
})

describe('arguments of opening a store', () => {
  test.each<[string, object]>([
    ['lookevery', { lookevery: 5 }],
    ['pollInterval', { pollInterval: -1 }],
    ['pollInterval', { pollInterval: 1.5 }],
  ])(
    'opening a store rejects with an error that names the invalid option %s: %o',
    async (argument, options: StoreOptions) => {
      const refused = { code: 'InvalidArgument', argument }
      expect(await rejectionOf(openEventStore(newName(), options))).toMatchObject(refused)
      expect(await rejectionOf(openMemoryEventStore(options))).toMatchObject(refused)
    },
  )

  test('openEventStore rejects an empty name', async () => {
    expect(await rejectionOf(openEventStore(''))).toMatchObject({ code: 'InvalidArgument', argument: 'name' })
  })

  test('openMemoryEventStore creates an empty log each time', async () => {
    const [one, other] = [untilTheEnd(await openMemoryEventStore()), untilTheEnd(await openMemoryEventStore())]
    await one.append('s', moneyDeposited(1))
    expect(await other.lastPosition()).toBe(0)
    expect(other.logId).not.toBe(one.logId)
  })

  test('openEventStore returns the same log after close and a new log after a deletion', async () => {
    const name = newName()
    const first = await inIndexedDB(name)
    await first.append('s', moneyDeposited(1))
    await first.close()
    const second = await inIndexedDB(name)
    expect([second.logId, await second.lastPosition()]).toEqual([first.logId, 1])
    await second.close()
    await deleteEventStore(name)
    const third = await inIndexedDB(name)
    expect(await third.lastPosition()).toBe(0)
    expect(third.logId).not.toBe(first.logId)
  })
})
