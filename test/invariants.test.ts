import {
  deleteEventStore,
  type EventStore,
  exportJsonl,
  importJsonl,
  LiveProjection,
  LogLost,
  openEventStore,
  Projection,
  reconstructState,
} from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../examples/bank-account.ts'
import { collect, eventually } from './async-results.ts'
import { losing, replaceBroadcastChannel } from './faults/broadcast-channels.ts'
import { databaseExists, withRawStore } from './faults/raw-database.ts'
import { abortsAfterSuccess, holdsReply, losesReply, whenWriting } from './faults/transaction-faults.ts'
import { watchedIndexedDB } from './faults/watched-indexeddb.ts'
import { inIndexedDB, newName, places, untilTheEnd } from './open-stores.ts'
import { depositPositions, upTo } from './projection/telling-projections.ts'

const large = upTo(300).map((amount) => moneyDeposited(amount, 'n'.repeat(1_000)))

describe('invariant 1: positions 1..n and versions 1..m have no gaps and follow commit order', () => {
  test('positions and versions have no gaps after conflicts, repeated commands, quota errors and lost replies', async () => {
    const faults = [abortsAfterSuccess('QuotaExceededError'), losesReply(), abortsAfterSuccess('UnknownError')]
    let writes = 0
    const indexedDB = watchedIndexedDB({
      onTransaction: (transaction) => {
        if (transaction.mode !== 'readwrite') return
        if (writes % 3 === 0) faults[(writes / 3) % faults.length]?.(transaction)
        writes += 1
      },
    })
    const name = newName()
    const stores = [await inIndexedDB(name), untilTheEnd(await openEventStore(name, { indexedDB }))]
    const outcomes: boolean[] = []
    for (let round = 0; round < 60; round += 1) {
      const store = stores[round % 2] as EventStore
      const options = round % 5 === 0 ? { expectedVersion: 3 } : { commandId: `command ${round % 11}` }
      const events = upTo(1 + (round % 3)).map((amount) => moneyDeposited(amount))
      outcomes.push(await store.append(`s${round % 4}`, events, options).then(Boolean, () => false))
    }
    expect(new Set(outcomes)).toEqual(new Set([true, false]))
    await expectNoGaps(stores[0] as EventStore)
  })
})

describe.each(places)('invariant 2 in $place: readers see a whole commit or none of it', ({ open }) => {
  test('during the write of a large commit, a reader sees the whole commit or none of it', async () => {
    const name = newName()
    const [here, there] = [await open(name), await open(name)]
    const appending = upTo(5).map(() => here.append('s', large))
    const seen: number[] = []
    while (seen.at(-1) !== 1_500) seen.push((await collect(there.readAll())).length)
    await Promise.all(appending)
    expect(seen.filter((count) => count % 300 > 0)).toEqual([])
  })

  test('during an import, a reader sees the whole imported file or none of it', async () => {
    const source = await open(newName())
    for (let round = 0; round < 5; round += 1) await source.append('s', large)
    const name = newName()
    const [here, there] = [await open(name), await open(name)]
    const seen: Promise<number>[] = []
    await importJsonl(here, exportJsonl(source), { onProgress: () => seen.push(there.lastPosition()) })
    expect(new Set(await Promise.all(seen))).toEqual(new Set([0]))
    expect(await there.lastPosition()).toBe(1_500)
  })
})

describe('invariant 3: an append resolves only after its transaction is complete', () => {
  test('an append whose reply is late stays pending, although other stores can already read the event', async () => {
    const name = newName()
    const reader = await inIndexedDB(name)
    const held = holdsReply()
    const indexedDB = watchedIndexedDB({ onTransaction: whenWriting(held.fault) })
    const store = untilTheEnd(await openEventStore(name, { indexedDB }))
    let isSettled = false
    const appending = store.append('s', moneyDeposited(1)).finally(() => {
      isSettled = true
    })
    await held.arrived
    expect((await reader.readStream('s')).version).toBe(1)
    expect(isSettled).toBe(false)
    held.letGo()
    expect((await appending).globalPosition).toBe(1)
  })
})

describe.each(places)('invariant 5 in $place: exactly one writer wins each version', ({ open }) => {
  test('exactly one of six concurrent writers succeeds at each of 20 versions', async () => {
    const name = newName()
    const stores = [await open(name), await open(name), await open(name)]
    for (const version of upTo(20)) {
      const appends = stores.flatMap((store, writer) => [
        store.append('s', moneyDeposited(writer), { expectedVersion: version - 1 }),
        store.append('s', moneyDeposited(writer), { expectedVersion: version - 1 }),
      ])
      const outcomes = await Promise.allSettled(appends)
      expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    }
    expect(await stores[0]?.streamVersion('s')).toBe(20)
  })
})

describe('invariant 6: a projection sees every event once and in order', () => {
  test('a live projection sees every event once, in order, although all messages between tabs are lost', async () => {
    replaceBroadcastChannel(losing)
    const name = newName()
    const [here, there] = [await inIndexedDB<BankEvent>(name), await inIndexedDB<BankEvent>(name, { pollInterval: 5 })]
    const live = new LiveProjection(there, depositPositions)
    await Promise.all(upTo(100).map((amount) => (amount % 2 ? here : there).append('s', moneyDeposited(amount))))
    await eventually(() => expect(live.state).toEqual(upTo(100)))
    live.stop()
  })
})

describe('invariants 7 and 8: derived data never changes a query result', () => {
  async function answers(store: EventStore<BankEvent>): Promise<unknown[]> {
    const projection = new Projection(store, balance)
    await projection.loadSnapshot()
    await projection.catchUp()
    const live = new LiveProjection(store, balance)
    await live.catchUp()
    live.stop()
    return [
      await collect(store.readAll()),
      await store.readStream('account:1'),
      await Promise.all([0, 1, 2, 3, 4, 9].map((upTo) => reconstructState(store, balance, { atPosition: upTo }))),
      projection.state,
      live.state,
    ]
  }

  async function openWithSnapshots(name: string, indexedDB?: IDBFactory): Promise<EventStore<BankEvent>> {
    const store = untilTheEnd(await openEventStore<BankEvent>(name, indexedDB ? { indexedDB } : {}))
    for (const amount of upTo(5)) await store.append('account:1', moneyDeposited(amount))
    const projection = new Projection(store, balance)
    await projection.catchUp()
    await projection.saveSnapshot()
    return store
  }

  test('every query returns the same result after all snapshots are deleted', async () => {
    const name = newName()
    const store = await openWithSnapshots(name)
    const before = await answers(store)
    await withRawStore(name, 'snapshots', (snapshots) => snapshots.clear())
    expect(await answers(store)).toEqual(before)
  })

  test('every query returns the same result when all snapshots are unreadable', async () => {
    const name = newName()
    const before = await answers(await openWithSnapshots(name))
    const indexedDB = watchedIndexedDB({
      onTransaction: (transaction) => {
        if (!transaction.objectStoreNames.contains('snapshots')) return
        transaction.objectStore('snapshots').openCursor = () => {
          throw new DOMException('Failed to read large IndexedDB value', 'DataError')
        }
      },
    })
    expect(await answers(untilTheEnd(await openEventStore<BankEvent>(name, { indexedDB })))).toEqual(before)
  })
})

describe('invariant 9: a log that was cleared while open is never silently recreated', () => {
  test('appends to a deleted log reject with LogLost and create no database', async () => {
    const name = newName()
    const store = await inIndexedDB(name)
    await store.append('s', moneyDeposited(1))
    await deleteEventStore(name)
    const outcomes = await Promise.allSettled(upTo(5).map((amount) => store.append('s', moneyDeposited(amount))))
    for (const outcome of outcomes) expect(outcome).toMatchObject({ status: 'rejected', reason: expect.any(LogLost) })
    expect(await databaseExists(name)).toBe(false)
  })
})

describe('invariant 10: no transaction spans more than one page', () => {
  test('a slow reader keeps no transaction open, and other stores can append', async () => {
    const name = newName()
    const under = new Set<IDBTransaction>()
    const indexedDB = watchedIndexedDB({
      onTransaction: (transaction) => {
        under.add(transaction)
        transaction.addEventListener('complete', () => under.delete(transaction))
      },
    })
    const reader = untilTheEnd(await openEventStore(name, { indexedDB }))
    const writer = await inIndexedDB(name)
    await Promise.all(upTo(2_000).map((amount) => writer.append(`s${amount % 3}`, moneyDeposited(amount))))
    let pages = 0
    for await (const page of reader.readBatches()) {
      pages += 1
      expect(page.length).toBeLessThanOrEqual(2_000)
      await writer.append('s', moneyDeposited(1))
      await eventually(() => expect(under.size).toBe(0))
    }
    expect(pages).toBeGreaterThan(2)
  })
})

async function expectNoGaps(store: EventStore): Promise<void> {
  const events = await collect(store.readAll())
  expect(events.map(({ globalPosition }) => globalPosition)).toEqual(upTo(events.length))
  for (const streamId of new Set(events.map((event) => event.streamId))) {
    const own = events.filter((event) => event.streamId === streamId)
    expect(own.map(({ streamVersion }) => streamVersion)).toEqual(upTo(own.length))
    expect((await store.readStream(streamId)).events).toEqual(own)
  }
}
