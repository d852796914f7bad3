import {
  type EventStore,
  exportJsonl,
  LiveProjection,
  LogCorrupted,
  Projection,
  replaceFromJsonl,
  verifyLog,
} from 'rewindable'
import { createEventStore, type Decide, type LogQuestion, MemoryStorage } from 'rewindable/adapter'
import { expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually, rejectionOf } from '../async-results.ts'
import { deferred } from '../deferred.ts'
import type { StoreOptions } from '../derived-types.ts'
import { damageCommit, withRawStore } from '../faults/raw-database.ts'
import { inIndexedDB, inMemory, newName, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { commitOf } from '../raw-commit.ts'
import { openTimeline } from '../time-travel/timelines.ts'
import { goBackTo, openInterruptible } from './interruptible-store.ts'
import { events, packedLog, pagesOf } from './packed-log.ts'

/** Opens a store that has appended ten deposits of 1 while it had a listener. */
async function openRemembering(options?: StoreOptions) {
  const name = newName()
  const opened = await openInterruptible(name, options)
  const stopListening = opened.store.onLogChange(() => {})
  for (const _ of upTo(10)) await opened.store.append('account:1', moneyDeposited(1))
  return { name, ...opened, stopListening }
}

/** Replaces the last five events by deposits of 100 in one transaction, as a restored profile does. */
async function rewind(name: string): Promise<void> {
  await withRawStore(name, 'commits', (commits) => {
    for (const number of upTo(5)) {
      const place = { streamId: 'account:2', streamVersion: number, globalPosition: 5 + number, recordedAt: Date.now() }
      const event = { id: crypto.randomUUID(), ...place, type: 'MoneyDeposited', data: { amount: 100 }, metadata: {} }
      commits.delete(5 + number)
      commits.add(commitOf(event))
    }
    return commits.count()
  })
}

test('after an interruption of the connection, a follower reads no earlier event from memory', async () => {
  const { name, store, interrupt } = await openRemembering()
  await rewind(name)
  interrupt()
  const timeline = await openTimeline(store, balance)
  expect(timeline.getSnapshot()).toMatchObject({ position: 10, state: 505 })
})

test.each([
  ['a catch-up', followWithCatchUps],
  ['a timeline', followWithTimeline],
  ['a subscription', followWithSubscription],
])('after %s found that the log was rewound, no follower reads an earlier event from memory', async (_, follow) => {
  const { name, store } = await openRemembering({ pollInterval: 5 })
  const found = await follow(store)
  await rewind(name)
  await found()
  const timeline = await openTimeline(store, { ...balance, name: 'another' })
  expect(timeline.getSnapshot()).toMatchObject({ position: 10, state: 505 })
})

test('after a read found that the log is shorter, no follower reads an earlier event from memory', async () => {
  const { name, store } = await openRemembering()
  await goBackTo(name, 5)
  const live = new LiveProjection(store, balance, { snapshots: false })
  onTestFinished(() => live.stop())
  await eventually(() => expect([live.status, live.state]).toEqual(['live', 5]))
  const other = await inIndexedDB<BankEvent>(name)
  for (const _ of upTo(3)) await other.append('account:2', moneyDeposited(100))
  await eventually(() => expect(live.position).toBe(8))
  expect(live.state).toBe(305)
})

type Follow = (store: EventStore<BankEvent>) => Promise<() => Promise<void>>

async function followWithCatchUps(...[store]: Parameters<Follow>): ReturnType<Follow> {
  const projection = new Projection(store, balance)
  await projection.catchUp()
  return async () => {
    await projection.catchUp()
    expect(projection.state).toBe(505)
  }
}

async function followWithTimeline(...[store]: Parameters<Follow>): ReturnType<Follow> {
  const timeline = await openTimeline(store, balance)
  return () => eventually(() => expect(timeline.getSnapshot().state).toBe(505))
}

async function followWithSubscription(...[store]: Parameters<Follow>): ReturnType<Follow> {
  const amounts: unknown[] = []
  void (async () => {
    for await (const { data } of store.subscribe()) amounts.push('amount' in data && data.amount)
  })()
  await eventually(() => expect(amounts).toHaveLength(10))
  return () => eventually(() => expect(amounts.slice(10)).toEqual(upTo(5).map(() => 100)))
}

test('a live projection finds a rewound log when another tab appends beyond its position', async () => {
  const { name, store } = await openRemembering()
  await new Projection(store, balance).catchUp()
  const live = new LiveProjection(store, { ...balance, name: 'live' }, { snapshots: false })
  onTestFinished(() => live.stop())
  await eventually(() => expect(live.state).toBe(10))
  await goBackTo(name, 5)
  const other = await inIndexedDB<BankEvent>(name)
  await other.append(
    'account:2',
    upTo(7).map(() => moneyDeposited(100)),
  )
  await eventually(() => expect(live.position).toBe(12))
  expect(live.state).toBe(705)
})

test('after another tab replaced the log, a follower reads no event of the old log from memory', async () => {
  const name = newName()
  const [store, other] = [await inMemory<BankEvent>(name), await inMemory<BankEvent>(name)]
  store.onLogChange(() => {})
  for (const _ of upTo(3)) await store.append('account:1', moneyDeposited(1))
  const source = await inMemory<BankEvent>(newName())
  for (const _ of upTo(3)) await source.append('account:1', moneyDeposited(100))
  await replaceFromJsonl(other, exportJsonl(source))
  const timeline = await openTimeline(store, balance)
  expect(timeline.getSnapshot()).toMatchObject({ position: 3, state: 300 })
})

test('a commit that was stored before a replacement is not remembered after it', async () => {
  const stored = deferred()
  const replaced = deferred()
  class Slow extends MemoryStorage {
    override async append(question: LogQuestion, decide: Decide): Promise<void> {
      await super.append(question, decide)
      stored.resolve()
      await replaced.promise
    }
  }
  const storage = new Slow(newName())
  const store = untilTheEnd(createEventStore<BankEvent>(storage, { pollInterval: 0 }))
  const other = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage('', storage), { pollInterval: 0 }))
  store.onLogChange(() => {})
  const appended = store.append('account:1', [moneyDeposited(1), moneyDeposited(1)])
  await stored.promise
  const source = await inMemory<BankEvent>(newName())
  await source.append('account:1', [moneyDeposited(100), moneyDeposited(100)])
  await replaceFromJsonl(other, exportJsonl(source))
  replaced.resolve()
  await appended
  const timeline = await openTimeline(store, balance)
  expect(timeline.getSnapshot()).toMatchObject({ position: 2, state: 200 })
})

test('an export and a verification read the storage, not the memory', async () => {
  const { name, store } = await openRemembering()
  await damageCommit(name, 7, (commit) => ({ ...commit, events: commit.events.replace('1', '2') }))
  expect(await rejectionOf(collect(exportJsonl(store)))).toBeInstanceOf(LogCorrupted)
  expect(await rejectionOf(collect(store.readAll()))).toBeInstanceOf(LogCorrupted)
  expect((await verifyLog(store)).damage).toMatchObject({ position: 7 })
})

test('projections that catch up together read the commits of a damaged page', async () => {
  const { name } = await packedLog()
  const page = (await pagesOf(name))[1]
  await withRawStore(name, 'pages', (pages) => pages.put({ ...page, events: '[]' }))
  const store = await inIndexedDB<BankEvent>(name)
  const projections = upTo(3).map((number) => new Projection(store, { ...balance, name: `p${number}` }))
  await Promise.all(projections.map((projection) => projection.catchUp()))
  const sum = (events * (events + 1)) / 2
  expect(projections.map(({ state }) => state)).toEqual([sum, sum, sum])
})
