import { ConcurrencyConflict, openMemoryEventStore } from 'rewindable'
import { Repository } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { elephpantAdopted, type HerdEvent, herdFormed, NoSuchElephpant } from '../../examples/herd.ts'
import { Herd } from '../../examples/herd-aggregate.ts'
import { rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { storeWith } from './store-with.ts'

const savanna = 'herd:savanna'
const create = (streamId: string): Herd => new Herd(streamId)

describe.each(places)('a repository, in $place', ({ open }) => {
  test('retrieve rebuilds the aggregate that persist stored', async () => {
    const store = await open<HerdEvent>(newName())
    const herds = new Repository(store, { create })
    const herd = new Herd(savanna)
    herd.form('Savanna')
    herd.adopt('Blue')
    const result = await herds.persist(herd)
    expect(result).toMatchObject({ streamId: savanna, streamVersion: 2, globalPosition: 2, duplicate: false })
    expect(herd.version).toBe(2)

    const again = await herds.retrieve(savanna)
    expect([again.version, again.unreleasedEvents]).toEqual([2, []])
    again.abandon('Blue')
    expect(() => again.abandon('Blue')).toThrow(NoSuchElephpant)
    await herds.persist(again)
    expect((await store.readStream(savanna)).events.map(({ type }) => type)).toEqual([
      'HerdFormed',
      'ElephpantAdopted',
      'ElephpantAbandoned',
    ])
  })

  test('persist writes nothing and resolves with undefined when there are no new events', async () => {
    const store = await open<HerdEvent>(newName())
    const herds = new Repository(store, { create })
    const herd = await herds.retrieve(savanna)
    expect(() => herd.adopt('Blue')).toThrow()
    expect(await herds.persist(herd)).toBeUndefined()
    herd.form('Savanna')
    await herds.persist(herd)
    expect(await herds.persist(herd)).toBeUndefined()
    expect(await store.lastPosition()).toBe(1)
  })

  test('retrieve returns a new aggregate for a stream without events', async () => {
    const herd = await new Repository(await open<HerdEvent>(newName()), { create }).retrieve(savanna)
    expect([herd.streamId, herd.version, herd.unreleasedEvents]).toEqual([savanna, 0, []])
  })

  test('of two aggregates at one version, one is persisted and the other keeps its events', async () => {
    const store = await open<HerdEvent>(newName())
    const herds = new Repository(store, { create })
    const [first, second] = [await herds.retrieve(savanna), await herds.retrieve(savanna)]
    first.form('First')
    second.form('Second')
    await herds.persist(first)
    const conflict = await rejectionOf(herds.persist(second))
    expect(conflict).toBeInstanceOf(ConcurrencyConflict)
    expect(conflict).toMatchObject({ streamId: savanna, expectedVersion: 0, actualVersion: 1 })
    expect([second.version, second.unreleasedEvents]).toEqual([0, [herdFormed('Second')]])
    expect(await store.lastPosition()).toBe(1)
  })

  test('an aggregate keeps its events when persist fails for any reason', async () => {
    const store = await open<HerdEvent>(newName())
    const herd = new Herd(savanna)
    herd.form('Savanna')
    await store.close()
    expect(await rejectionOf(new Repository(store, { create }).persist(herd))).toMatchObject({ code: 'StoreClosed' })
    expect(herd.unreleasedEvents).toEqual([herdFormed('Savanna')])
  })

  test('events that are recorded during persist stay unreleased', async () => {
    const store = await open<HerdEvent>(newName())
    const herds = new Repository(store, { create })
    const herd = new Herd(savanna)
    herd.form('Savanna')
    const persisting = herds.persist(herd)
    herd.adopt('Blue')
    await persisting
    expect([herd.version, herd.unreleasedEvents]).toEqual([1, [elephpantAdopted('Blue')]])
    await herds.persist(herd)
    expect(await store.streamVersion(savanna)).toBe(2)
  })

  test('persist records a command id once', async () => {
    const store = await open<HerdEvent>(newName())
    const herds = new Repository(store, { create })
    for (const duplicate of [false, true]) {
      const herd = new Herd(savanna)
      herd.form('Savanna')
      expect(await herds.persist(herd, { commandId: 'form' })).toMatchObject({ duplicate, streamVersion: 1 })
    }
    expect(await store.lastPosition()).toBe(1)
  })

  test('two concurrent calls of persist store the events of an aggregate once', async () => {
    const store = await open<HerdEvent>(newName())
    const herds = new Repository(store, { create })
    const herd = new Herd(savanna)
    herd.form('Savanna')
    const [first, second] = await Promise.allSettled([herds.persist(herd), herds.persist(herd)])
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected'])
    expect(await store.lastPosition()).toBe(1)
  })
})

test('persist passes the durability to the store', async () => {
  const seen: unknown[] = []
  const memory = await openMemoryEventStore<HerdEvent>()
  const store = storeWith(memory, {
    append: async (streamId, events, options) => {
      seen.push(options?.durability)
      return memory.append(streamId, events, options)
    },
  })
  const herds = new Repository(store, { create })
  const herd = new Herd(savanna)
  herd.form('Savanna')
  await herds.persist(herd, { durability: 'strict' })
  expect(seen).toEqual(['strict'])
})

test('retrieve reads the stream of the aggregate with one call of readStream', async () => {
  const { open } = places[1] ?? expect.fail()
  const store = await open<HerdEvent>(newName())
  const asked: unknown[] = []
  const readStream: typeof store.readStream = (...args) => {
    asked.push(args)
    return store.readStream(...args)
  }
  await new Repository(storeWith(store, { readStream }), { create }).retrieve(savanna)
  expect(asked).toEqual([[savanna]])
})
