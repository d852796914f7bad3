import type { EventStore } from 'rewindable'
import { AggregateRoot, type ApplyHandlers, Repository } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { elephpantAdopted, type HerdEvent } from '../../examples/herd.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { storeWith } from './store-with.ts'

/** Counts its elephpants, and the events that it applied. */
class Census extends AggregateRoot<HerdEvent> {
  count = 0
  applied = 0

  protected override readonly when: ApplyHandlers<HerdEvent> = {
    ElephpantAdopted: () => {
      this.count += 1
      this.applied += 1
    },
  }

  adopt(times: number): void {
    for (let time = 0; time < times; time += 1) this.recordThat(elephpantAdopted('Blue'))
  }
}

function censuses(store: EventStore<HerdEvent>, version = 1): Repository<Census, HerdEvent, number> {
  return new Repository(store, {
    create: (streamId) => new Census(streamId),
    snapshots: {
      name: 'census',
      version,
      every: 10,
      take: ({ count }) => count,
      restore: (census, count) => {
        census.count = count
      },
    },
  })
}

async function adopt(store: EventStore<HerdEvent>, streamId: string, times: number): Promise<Census> {
  const repository = censuses(store)
  const census = await repository.retrieve(streamId)
  census.adopt(times)
  await repository.persist(census)
  return census
}

const { open } = places[0] ?? expect.fail()

describe.each(places)('snapshots of aggregates, in $place', ({ open }) => {
  test('retrieve reads only the events after the latest snapshot', async () => {
    const store = await open<HerdEvent>(newName())
    await adopt(store, 'herd:1', 25)
    await adopt(store, 'herd:1', 3)
    const census = await censuses(store).retrieve('herd:1')
    expect([census.count, census.version, census.applied]).toEqual([28, 28, 3])
    census.adopt(1)
    await censuses(store).persist(census)
    expect(await store.streamVersion('herd:1')).toBe(29)
  })

  test('persist stores a snapshot after every ten events, and none before', async () => {
    const store = await open<HerdEvent>(newName())
    const applied: number[] = []
    for (const times of [9, 1, 9, 1, 1]) {
      const census = await adopt(store, 'herd:1', times)
      applied.push(census.applied - times)
    }
    expect(applied).toEqual([0, 9, 0, 9, 0])
  })

  test('retrieve ignores a snapshot of another version', async () => {
    const store = await open<HerdEvent>(newName())
    await adopt(store, 'herd:1', 25)
    const census = await censuses(store, 2).retrieve('herd:1')
    expect([census.count, census.applied]).toEqual([25, 25])
  })

  test('retrieve ignores the snapshot of another herd', async () => {
    const store = await open<HerdEvent>(newName())
    await adopt(store, 'herd:1', 25)
    const census = await censuses(store).retrieve('herd:2')
    expect([census.count, census.version]).toEqual([0, 0])
  })

  test('without `every`, persist stores a snapshot of 500 events in idle time, with the fields that the aggregate has now', async () => {
    const store = await open<HerdEvent>(newName())
    type Fields = { list: number[] }
    class Listing extends AggregateRoot<HerdEvent> {
      fields: Fields = { list: [] }
      protected override readonly when: ApplyHandlers<HerdEvent> = {
        ElephpantAdopted: () => void this.fields.list.push(this.fields.list.length),
      }
      adopt(times: number): void {
        for (let time = 0; time < times; time += 1) this.recordThat(elephpantAdopted('Blue'))
      }
    }
    const listings = new Repository<Listing, HerdEvent, Fields>(store, {
      create: (streamId) => new Listing(streamId),
      snapshots: {
        name: 'listing',
        take: ({ fields }) => fields,
        restore: (listing, fields) => {
          listing.fields = fields
        },
      },
    })
    const first = await listings.retrieve('herd:1')
    first.adopt(499)
    await listings.persist(first)
    first.adopt(1)
    await listings.persist(first)
    first.adopt(7)
    const name = JSON.stringify(['aggregate', 'listing', 'herd:1'])
    await eventually(async () => expect(await store.snapshots.list(name)).toEqual([500]))
    expect((await listings.retrieve('herd:1')).fields.list).toHaveLength(500)
  })

  test('persist resolves when its snapshot cannot be stored', async () => {
    const store = await open<HerdEvent>(newName())
    const { snapshots } = store
    const save = async (): Promise<never> => {
      throw new DOMException('the quota is exceeded', 'QuotaExceededError')
    }
    const latest: typeof snapshots.latest = (...where) => snapshots.latest(...where)
    const full = storeWith(store, { snapshots: { save, latest, list: save, drop: save } })
    expect((await adopt(full, 'herd:1', 25)).version).toBe(25)
    expect(await store.streamVersion('herd:1')).toBe(25)
  })

  test('persist takes no snapshot while the aggregate has unreleased events', async () => {
    const store = await open<HerdEvent>(newName())
    const repository = censuses(store)
    const census = await repository.retrieve('herd:1')
    census.adopt(10)
    const persisting = repository.persist(census)
    census.adopt(1)
    await persisting
    expect((await repository.retrieve('herd:1')).count).toBe(10)
  })

  test('persist takes no snapshot after a duplicate command', async () => {
    const store = await open<HerdEvent>(newName())
    await store.append('herd:1', elephpantAdopted('Blue'), { commandId: 'once' })
    const census = new Census('herd:1')
    census.adopt(20)
    expect(await censuses(store).persist(census, { commandId: 'once' })).toMatchObject({ duplicate: true })
    expect((await censuses(store).retrieve('herd:1')).count).toBe(1)
  })
})

test.each([
  ['snapshots.name', { name: '' }],
  ['snapshots.every', { every: 0 }],
  ['snapshots.version', { version: 1.5 }],
])('a repository with an invalid %s throws InvalidArgument', async (argument, wrong) => {
  const store = await open<HerdEvent>(newName())
  const snapshots = { name: 'census', every: 10, take: () => 0, restore: () => {}, ...wrong }
  const make = async (): Promise<unknown> => new Repository(store, { create: (id) => new Census(id), snapshots })
  expect(await rejectionOf(make())).toMatchObject({ code: 'InvalidArgument', argument })
})
