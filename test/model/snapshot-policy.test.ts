import type { EventStore } from 'rewindable'
import { handleCommand } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent, purse, putIn } from './purse.ts'
import { storeWith } from './store-with.ts'

const ada = 'purse:ada'
/** The name of the snapshots of Ada's purse. */
const snapshotsOfAda = JSON.stringify(['decider', 'purse', ada])

/** Wraps a store to count the events that are read from streams. */
function counting(store: EventStore<PurseEvent>): { store: EventStore<PurseEvent>; eventsRead: () => number } {
  let count = 0
  const readStream: typeof store.readStream = async (streamId, options) => {
    const read = await store.readStream(streamId, options)
    count += read.events.length
    return read
  }
  const eventsRead = (): number => {
    const read = count
    count = 0
    return read
  }
  return { store: storeWith(store, { readStream }), eventsRead }
}

const deposits = (count: number): PurseEvent[] => Array.from({ length: count }, () => moneyPutIn(1))

describe.each(places)('snapshots: { every: 100 }, in $place', ({ open }) => {
  const snapshotEvery = 100

  test('a command on a stream of 10,000 events reads only the events since the last snapshot', async () => {
    const { store, eventsRead } = counting(await open<PurseEvent>(newName()))
    await store.append(ada, deposits(10_000))
    await handleCommand(store, purse, ada, putIn(1), { snapshots: { every: snapshotEvery } })
    expect(eventsRead()).toBe(10_000)

    for (let command = 1; command <= 3; command += 1) {
      const { state, version } = await handleCommand(store, purse, ada, putIn(1), {
        snapshots: { every: snapshotEvery },
      })
      expect([state, version]).toEqual([{ money: 10_001 + command }, 10_001 + command])
      // The command also reads the last event of the snapshot, to check that the log was not rewound.
      expect(eventsRead()).toBe(1 + command - 1)
    }
    // A command without snapshotEvery also uses the stored snapshot.
    await handleCommand(store, purse, ada, putIn(1))
    expect(eventsRead()).toBe(4)
  })

  test('a second snapshot is stored after a hundred further events, and not before', async () => {
    const { store, eventsRead } = counting(await open<PurseEvent>(newName()))
    const eventsReadBefore: number[] = []
    for (const amounts of [99, 1, 99, 1, 1]) {
      await handleCommand(store, purse, ada, putIn(...Array(amounts).fill(1)), { snapshots: { every: snapshotEvery } })
      eventsReadBefore.push(eventsRead())
    }
    expect(eventsReadBefore).toEqual([0, 99, 1, 100, 1])
  })

  test('each stream has its own snapshot', async () => {
    const { store, eventsRead } = counting(await open<PurseEvent>(newName()))
    for (const streamId of ['purse:grace', ada]) {
      await store.append(streamId, deposits(100))
      await handleCommand(store, purse, streamId, putIn(1), { snapshots: { every: snapshotEvery } })
    }
    expect(eventsRead()).toBe(200)
    for (const streamId of ['purse:grace', ada]) {
      const { state } = await handleCommand(store, purse, streamId, putIn(1), { snapshots: { every: snapshotEvery } })
      expect([state, eventsRead()]).toEqual([{ money: 102 }, 1])
    }
  })

  test('a command that decides nothing can store a snapshot', async () => {
    const { store, eventsRead } = counting(await open<PurseEvent>(newName()))
    await store.append(ada, deposits(100))
    await handleCommand(store, purse, ada, putIn(), { snapshots: { every: snapshotEvery } })
    eventsRead()
    expect((await handleCommand(store, purse, ada, putIn())).state).toEqual({ money: 100 })
    expect(eventsRead()).toBe(1)
  })

  test('a snapshot of another version of the decider is ignored', async () => {
    const { store, eventsRead } = counting(await open<PurseEvent>(newName()))
    await store.append(ada, deposits(200))
    await handleCommand(store, purse, ada, putIn(1), { snapshots: { every: snapshotEvery } })
    eventsRead()
    const doubled: typeof purse = {
      ...purse,
      version: 2,
      when: { MoneyPutIn: ({ money }, { data }) => ({ money: money + 2 * data.amount }) },
    }
    expect((await handleCommand(store, doubled, ada, putIn())).state).toEqual({ money: 402 })
    expect(eventsRead()).toBe(201)
  })

  test('a snapshot of another log is ignored', async () => {
    const before = await open<PurseEvent>(newName())
    await before.append(ada, deposits(100))
    await handleCommand(before, purse, ada, putIn(1), { snapshots: { every: snapshotEvery } })
    const now = await open<PurseEvent>(newName())
    await now.append(ada, deposits(150))
    const store = storeWith(now, { snapshots: before.snapshots })
    expect((await handleCommand(store, purse, ada, putIn())).state).toEqual({ money: 150 })
  })

  test.each([
    ['has a higher version than the stream', 7],
    ['ends with an event of another stream', 4],
  ])('a snapshot of a rewound log that %s is ignored', async (_, streamVersion) => {
    const store = await open<PurseEvent>(newName())
    await store.append('purse:grace', deposits(2))
    await store.append(ada, deposits(5))
    const wrong = { state: { money: 1_000 }, streamVersion }
    const eventId = (await store.readStream(ada)).events.at(-1)?.id ?? ''
    const place = { projection: snapshotsOfAda, position: 7, eventId, version: 1, logId: store.logId }
    await store.snapshots.save({ ...place, state: wrong })
    const { state, version } = await handleCommand(store, purse, ada, putIn(1))
    expect([state, version]).toEqual([{ money: 6 }, 6])
  })

  test('a command resolves when its snapshot can be neither stored nor read', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, deposits(100))
    const { snapshots } = store
    const full = async (): Promise<never> => {
      throw new DOMException('the quota is exceeded', 'QuotaExceededError')
    }
    const fails = storeWith(store, {
      snapshots: { save: full, latest: (...where) => snapshots.latest(...where), list: full, drop: full },
    })
    const { version } = await handleCommand(fails, purse, ada, putIn(1), { snapshots: { every: snapshotEvery } })
    expect([version, await store.lastPosition()]).toEqual([101, 101])
  })

  test('a command whose state cannot be cloned is recorded without a snapshot', async () => {
    const store = await open<PurseEvent>(newName())
    const uncloneable: typeof purse = {
      ...purse,
      initialState: () => Object.freeze({ money: 0, act: () => {} }),
      when: {},
    }
    const { version } = await handleCommand(store, uncloneable, ada, putIn(...Array(100).fill(1)), {
      snapshots: { every: snapshotEvery },
    })
    expect(version).toBe(100)
    expect(await store.snapshots.list(snapshotsOfAda)).toEqual([])
  })

  test('a closed store rejects with StoreClosed and does not count as a missing snapshot', async () => {
    const store = await open<PurseEvent>(newName())
    await store.close()
    const refused = rejectionOf(handleCommand(store, purse, ada, putIn(1), { snapshots: { every: snapshotEvery } }))
    expect(await refused).toMatchObject({ code: 'StoreClosed' })
  })
})
