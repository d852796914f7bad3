import { deleteEventStore, openEventStore, openMemoryEventStore, type StoreOptions } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../awaiting.ts'
import { inIndexedDB, newName, places, untilTheEnd } from '../places.ts'

describe.each(places)('opening a store, in $place', ({ open }) => {
  test('gives it the clock and the ids it is to use', async () => {
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

  test('makes up an id for each event, each one different', async () => {
    const store = await open(newName())
    await store.append('s', [moneyDeposited(1), moneyDeposited(1), moneyDeposited(1)])
    const ids = (await collect(store.readAll())).map(({ id }) => id)
    expect(new Set(ids).size).toBe(3)
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  })

  test('makes up ids that tell the time and count on, so that little of them is left when they are compressed', async () => {
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

  test('with a clock that does not tell the time makes appends be refused', async () => {
    const store = await open(newName(), { now: () => Number.NaN })
    expect(await rejectionOf(store.append('s', moneyDeposited(1)))).toMatchObject({
      code: 'InvalidArgument',
      argument: 'now',
    })
    expect(await store.lastPosition()).toBe(0)
  })

  test('twice under one name gives the same log, under two names two', async () => {
    const name = newName()
    const [one, other, another] = [await open(name), await open(name), await open(newName())]
    expect(other.logId).toBe(one.logId)
    expect(another.logId).not.toBe(one.logId)
    await one.append('s', moneyDeposited(1))
    expect([await other.lastPosition(), await another.lastPosition()]).toEqual([1, 0])
  })
})

describe('opening a store', () => {
  test.each<[string, object]>([
    ['lookevery', { lookevery: 5 }],
    ['pollInterval', { pollInterval: -1 }],
    ['pollInterval', { pollInterval: 1.5 }],
  ])('with an option that cannot be meant is refused, naming %s: %o', async (argument, options: StoreOptions) => {
    const refused = { code: 'InvalidArgument', argument }
    expect(await rejectionOf(openEventStore(newName(), options))).toMatchObject(refused)
    expect(await rejectionOf(openMemoryEventStore(options))).toMatchObject(refused)
  })

  test('without a name is refused', async () => {
    expect(await rejectionOf(openEventStore(''))).toMatchObject({ code: 'InvalidArgument', argument: 'name' })
  })

  test('in memory begins an empty log each time', async () => {
    const [one, other] = [untilTheEnd(await openMemoryEventStore()), untilTheEnd(await openMemoryEventStore())]
    await one.append('s', moneyDeposited(1))
    expect(await other.lastPosition()).toBe(0)
    expect(other.logId).not.toBe(one.logId)
  })

  test('again after it was closed gives the same log, and after it was deleted a new one', async () => {
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
