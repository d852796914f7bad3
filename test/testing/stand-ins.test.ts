import { createEventStore, type Decide, type LogQuestion, MemoryStorage } from 'rewindable/adapter'
import { handleCommand } from 'rewindable/model'
import { countingIds, fixedClock, recordedEvents, storageContract } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import { elephpantAdopted, formHerd, type HerdEvent, herd, herdFormed } from '../../examples/herd.ts'

describe('recordedEvents', () => {
  const events = [herdFormed('Savanna'), elephpantAdopted('Blue')]

  test('recordedEvents returns the events as an empty log would record them', async () => {
    const storage = new MemoryStorage('log')
    const store = createEventStore<HerdEvent>(storage, { now: () => 0, newId: countingIds('event') })
    const { events: appended } = await store.append('herd:1', events)
    expect(recordedEvents('herd:1', events)).toEqual(appended)
  })

  test('recordedEvents can start at any version, position and time', () => {
    const recorded = recordedEvents('herd:1', events, { version: 3, position: 10, recordedAt: 99 })
    expect(recorded).toEqual([
      {
        ...events[0],
        id: 'event-10',
        streamId: 'herd:1',
        streamVersion: 3,
        globalPosition: 10,
        recordedAt: 99,
        metadata: {},
      },
      {
        ...events[1],
        id: 'event-11',
        streamId: 'herd:1',
        streamVersion: 4,
        globalPosition: 11,
        recordedAt: 99,
        metadata: {},
      },
    ])
  })

  test('recordedEvents keeps ids and metadata of the events', () => {
    const [event] = recordedEvents('herd:1', [{ ...herdFormed('Savanna'), id: 'own', metadata: { by: 'Ada' } }])
    expect(event).toMatchObject({ id: 'own', metadata: { by: 'Ada' } })
  })

  test('recordedEvents returns an empty list for no events', () => {
    expect(recordedEvents('herd:1', [])).toEqual([])
  })
})

describe('fixedClock', () => {
  test('a fixed clock changes only by advance', () => {
    const clock = fixedClock()
    expect([clock.now(), clock.now()]).toEqual([0, 0])
    clock.advance(5)
    clock.advance(10)
    expect(clock.now()).toBe(15)
    expect(fixedClock(1_000).now()).toBe(1_000)
  })

  test('a store and handleCommand accept the `now` of a fixed clock', async () => {
    const clock = fixedClock(1_000)
    const store = createEventStore<HerdEvent>(new MemoryStorage('log'), { now: clock.now })
    clock.advance(1)
    const { events } = await handleCommand(store, herd, 'herd:1', formHerd('Savanna'), { now: clock.now })
    expect(events.map(({ recordedAt }) => recordedAt)).toEqual([1_001])
  })
})

test('each function of countingIds has its own counter', () => {
  const [ids, others] = [countingIds(), countingIds('event')]
  expect([ids(), ids(), others(), ids()]).toEqual(['id-1', 'id-2', 'event-1', 'id-3'])
})

test('storageContract returns cases with a sentence as name and a run function', async () => {
  const cases = await storageContract(async (name, options) => createEventStore(new MemoryStorage(name), options))
  expect(cases.length).toBeGreaterThan(40)
  expect(new Set(cases.map(({ name }) => name)).size).toBe(cases.length)
  const [first] = cases
  await first?.run()
})

test('the storage contract fails for an adapter that does not store events', async () => {
  /** Reports a write as successful without writing. */
  class Lossy extends MemoryStorage {
    override async append(question: LogQuestion, decide: Decide): Promise<void> {
      decide(await this.view(question))
    }
  }
  const cases = await storageContract(async (name, options) => createEventStore(new Lossy(name), options))
  const first = cases.find(({ name }) => name.includes('append'))
  await expect(first?.run()).rejects.toThrow(Error)
})
