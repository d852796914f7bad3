import type { EventStore } from 'rewindable'
import { defineDecider, handleCommand } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
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

/** Returns the latest snapshot of Ada's purse. */
async function latestSnapshot(store: EventStore<PurseEvent>) {
  const snapshot = await store.snapshots.latest(snapshotsOfAda, Infinity)
  return { ...(snapshot ?? expect.fail()), state: snapshot?.state as { streamVersion: number } }
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
    ['has a higher version than the stream', 8],
    ['ends with another event of the stream', 4],
  ])('a snapshot of a rewound log that %s is ignored', async (_, streamVersion) => {
    const store = await open<PurseEvent>(newName())
    await store.append('purse:grace', deposits(2))
    await store.append(ada, deposits(5))
    await handleCommand(store, purse, ada, putIn(1), { snapshots: { every: 1 } })
    const snapshot = await latestSnapshot(store)
    const { projection, position, eventId, logId } = snapshot
    const wrong = { ...snapshot.state, state: { money: 1_000 }, streamVersion }
    await store.snapshots.save({ projection, position, eventId, version: 1, logId, state: wrong })
    const { state, version } = await handleCommand(storeWith(store, {}), purse, ada, putIn(1))
    expect([state, version]).toEqual([{ money: 7 }, 7])
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

describe.each(places)('snapshots by default, in $place', ({ open }) => {
  test('the first command after a page load reads only the events since an automatic snapshot', async () => {
    const name = newName()
    const here = await open<PurseEvent>(name)
    await here.append(ada, deposits(10_000))
    await handleCommand(here, purse, ada, putIn(1))
    await eventually(async () => expect(await here.snapshots.list(snapshotsOfAda)).toEqual([10_001]))
    const { store, eventsRead } = counting(await open<PurseEvent>(name))
    expect((await handleCommand(store, purse, ada, putIn(1))).state).toEqual({ money: 10_002 })
    expect(eventsRead()).toBe(1)
  })

  test('an automatic snapshot is stored every 500 events, and none before', async () => {
    const store = await open<PurseEvent>(newName())
    await handleCommand(store, purse, ada, putIn(...Array(499).fill(1)))
    await handleCommand(store, purse, ada, putIn(1))
    await eventually(async () => expect(await store.snapshots.list(snapshotsOfAda)).toEqual([500]))
    await handleCommand(store, purse, ada, putIn(...Array(499).fill(1)))
    await handleCommand(store, purse, ada, putIn(2))
    await eventually(async () => expect(await store.snapshots.list(snapshotsOfAda)).toEqual([500, 1_000]))
  })

  test('no snapshot is stored while the state is larger than the events after the last one', async () => {
    const store = await open<PurseEvent>(newName())
    const named = (name: string, letters: number) =>
      defineDecider<{ text: string }, number, PurseEvent>({
        name,
        initialState: () => ({ text: '' }),
        when: { MoneyPutIn: () => ({ text: 'x'.repeat(letters) }) },
        decide: (count) => deposits(count),
      })
    const listed = (name: string) => store.snapshots.list(JSON.stringify(['decider', name, ada]))
    await handleCommand(store, named('large', 200_000), ada, 600)
    await handleCommand(store, named('small', 1_000), ada, 600)
    await eventually(async () => expect(await listed('small')).toEqual([1_200]))
    expect(await listed('large')).toEqual([])
  })

  test('snapshots: false stores no snapshot and uses none', async () => {
    const { store, eventsRead } = counting(await open<PurseEvent>(newName()))
    await store.append(ada, deposits(600))
    await handleCommand(store, purse, ada, putIn(1), { snapshots: false })
    await handleCommand(store, { ...purse, name: 'other' }, ada, putIn(1))
    const other = JSON.stringify(['decider', 'other', ada])
    await eventually(async () => expect(await store.snapshots.list(other)).toEqual([602]))
    expect(await store.snapshots.list(snapshotsOfAda)).toEqual([])
    eventsRead()
    expect((await handleCommand(store, { ...purse, name: 'other' }, ada, putIn(), { snapshots: false })).version).toBe(
      602,
    )
    expect(eventsRead()).toBe(602)
  })

  test('a snapshot of handlers with another source is ignored', async () => {
    const name = newName()
    const here = await open<PurseEvent>(name)
    await here.append(ada, deposits(600))
    await handleCommand(here, purse, ada, putIn(1), { snapshots: { every: 1 } })
    const { store, eventsRead } = counting(await open<PurseEvent>(name))
    const doubled: typeof purse = {
      ...purse,
      when: { MoneyPutIn: ({ money }, { data }) => ({ money: money + 2 * data.amount }) },
    }
    expect((await handleCommand(store, doubled, ada, putIn())).state).toEqual({ money: 1_202 })
    expect(eventsRead()).toBe(601)
  })

  test('a command resolves before its automatic snapshot is stored, even if the snapshot fails', async () => {
    const store = await open<PurseEvent>(newName())
    const { snapshots } = store
    let isAsked = false
    const save = async (): Promise<never> => {
      isAsked = true
      throw new DOMException('the quota is exceeded', 'QuotaExceededError')
    }
    const latest: typeof snapshots.latest = (...where) => snapshots.latest(...where)
    const failing = storeWith(store, { snapshots: { save, latest, list: save, drop: save } })
    expect((await handleCommand(failing, purse, ada, putIn(...Array(600).fill(1)))).version).toBe(600)
    expect(isAsked).toBe(false)
    await eventually(() => expect(isAsked).toBe(true))
    expect((await handleCommand(failing, purse, ada, putIn(1))).version).toBe(601)
  })
})
