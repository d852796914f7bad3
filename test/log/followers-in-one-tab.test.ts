import {
  AppendOutcomeUnknown,
  defineProjection,
  type EventStore,
  LiveProjection,
  type LiveStatus,
  type RecordedEvent,
} from 'rewindable'
import { createEventStore } from 'rewindable/adapter'
import { expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { amountsIn } from '../amounts-in.ts'
import { collect, eventually } from '../async-results.ts'
import { newName, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { openTimeline } from '../time-travel/timelines.ts'
import { CountingStorage } from './counting-storage.ts'

type Tab = { readonly store: EventStore<BankEvent>; readonly storage: CountingStorage }

function openTab(sharing?: CountingStorage): Tab {
  const storage = new CountingStorage(newName(), sharing)
  return { storage, store: untilTheEnd(createEventStore<BankEvent>(storage, { pollInterval: 0 })) }
}

/** Sums deposits like {@link balance}, under another name. */
const named = (name: string) => ({ ...balance, name })

function openLive(store: EventStore<BankEvent>, definition = balance): LiveProjection<number, BankEvent> {
  const live = new LiveProjection(store, definition, { snapshots: false })
  onTestFinished(() => live.stop())
  return live
}

/** Collects the events that a subscription delivers. */
function delivered(store: EventStore<BankEvent>, fromPosition = 1): RecordedEvent<BankEvent>[] {
  const events: RecordedEvent<BankEvent>[] = []
  void (async () => {
    for await (const event of store.subscribe({ fromPosition })) events.push(event)
  })()
  return events
}

const append = (store: EventStore<BankEvent>, amount = 1) => store.append('account:1', moneyDeposited(amount))
const appendMany = (store: EventStore<BankEvent>, count: number) =>
  store.append(
    'account:1',
    upTo(count).map((amount) => moneyDeposited(amount)),
  )

test('followers in the same tab receive an own append without a read of the storage', async () => {
  const { store, storage } = openTab()
  await append(store)
  const events = delivered(store)
  const live = openLive(store)
  const timeline = await openTimeline(store, named('timeline'))
  const allShow = (total: number): Promise<void> =>
    eventually(() => expect([events.length, live.state, timeline.getSnapshot().state]).toEqual([total, total, total]))
  await append(store)
  await allShow(2)
  storage.forgetCounts()
  for (const total of [3, 4, 5]) {
    await append(store)
    await allShow(total)
  }
  await store.append('account:1', [moneyDeposited(1), moneyDeposited(1)])
  await allShow(7)
  expect(storage.requests).toBe(0)
})

test('a follower shows no event before the storage has stored it', async () => {
  const { store, storage } = openTab()
  const live = openLive(store)
  await append(store)
  await eventually(() => expect(live.state).toBe(1))
  storage.failure = new AppendOutcomeUnknown({})
  await expect(append(store)).rejects.toBeInstanceOf(AppendOutcomeUnknown)
  expect(live.state).toBe(1)
})

test('after an append with an unknown outcome, a follower receives all events in order', async () => {
  const { store, storage } = openTab()
  const events = delivered(store)
  await append(store, 1)
  await eventually(() => expect(events).toHaveLength(1))
  storage.failure = new AppendOutcomeUnknown({})
  await append(store, 2).catch(() => {})
  for (const amount of [3, 4]) await append(store, amount)
  await eventually(() => expect(events).toHaveLength(4))
  expect(events).toEqual(await collect(store.readAll()))
})

test('several followers read an event of another tab once', async () => {
  const { store, storage } = openTab()
  const other = openTab(storage)
  await append(store)
  const lives = upTo(5).map((number) => openLive(store, named(`p${number}`)))
  const events = delivered(store)
  const allShow = (total: number): Promise<void> =>
    eventually(() => expect([events.length, ...lives.map(({ state }) => state)]).toEqual(upTo(6).map(() => total)))
  await allShow(1)
  storage.forgetCounts()
  await append(other.store)
  await allShow(2)
  expect(storage.requests).toBe(1)
})

test('a follower receives events of two tabs once and in order', async () => {
  const { store, storage } = openTab()
  const other = openTab(storage)
  const events = delivered(store)
  const live = openLive(store)
  for (const amount of upTo(40)) {
    await append(amount % 3 === 0 ? other.store : store, amount)
    if (amount % 7 === 0) await Promise.all([append(other.store, amount), append(store, amount), append(store, amount)])
  }
  await eventually(async () => expect(events).toHaveLength(await store.lastPosition()))
  expect(events).toEqual(await collect(store.readAll()))
  await eventually(() => expect(live.position).toBe(events.length))
  expect(live.state).toBe(events.reduce((sum, { data }) => sum + ('amount' in data ? data.amount : 0), 0))
})

test('several projections catch up with one read of the log', async () => {
  const { store, storage } = openTab()
  for (const _ of upTo(20)) await appendMany(store, 500)
  storage.forgetCounts()
  const lives = upTo(10).map((number) => openLive(store, named(`p${number}`)))
  await eventually(() => expect(lives.map(({ status }) => status)).toEqual(upTo(10).map((): LiveStatus => 'live')))
  expect(new Set(lives.map(({ position }) => position))).toEqual(new Set([10_000]))
  expect(storage.eventsRead).toBeLessThan(10_200)
})

test('each projection of a common catch-up has its own copy of each event', async () => {
  const { store } = openTab()
  const data = JSON.parse('{"amount":1,"nested":{"list":[1,{"a":1}]},"__proto__":{"toJSON":1}}')
  for (const _ of upTo(3)) await store.append('account:1', { type: 'MoneyDeposited', data })
  const keeping = (name: string) =>
    defineProjection<unknown[], BankEvent>({
      name,
      initialState: () => [],
      when: {
        MoneyDeposited: (state, event) => {
          const { nested } = event.data as unknown as { nested: { list: unknown[] } }
          state.push(JSON.stringify(event), event)
          nested.list.push(name)
          Object.assign(event.metadata, { name })
        },
      },
    })
  const lives = ['one', 'two', 'three'].map((name) => new LiveProjection(store, keeping(name), { snapshots: false }))
  onTestFinished(() => {
    for (const live of lives) live.stop()
  })
  await eventually(() => expect(lives.map(({ position }) => position)).toEqual([3, 3, 3]))
  const texts = lives.map(({ state }) => state.filter((part) => typeof part === 'string'))
  const stored = (await collect(store.readAll())).map((event) => JSON.stringify(event))
  expect(texts).toEqual([stored, stored, stored])
  for (const [index, name] of ['one', 'two', 'three'].entries()) {
    expect(lives[index]?.state[1]).toMatchObject({
      data: { nested: { list: [1, { a: 1 }, name] } },
      metadata: { name },
    })
  }
})

test('a follower that is far behind reads old events from the storage', async () => {
  const { store, storage } = openTab()
  const events = store.subscribe()[Symbol.asyncIterator]()
  await append(store, 1)
  await events.next()
  for (const _ of upTo(20)) await appendMany(store, 500)
  storage.forgetCounts()
  const amounts: unknown[] = [1]
  while (amounts.length <= 10_000) amounts.push((await events.next()).value?.data.amount)
  await events.return?.()
  expect(storage.eventsRead).toBeGreaterThan(5_000)
  expect(amounts).toEqual(await amountsIn(store))
})

test('a commit that is larger than the memory reaches its followers completely', async () => {
  const { store } = openTab()
  const live = openLive(store)
  const events = delivered(store)
  await append(store)
  await eventually(() => expect(live.position).toBe(1))
  await appendMany(store, 9_000)
  await eventually(() => expect([live.position, events.length]).toEqual([9_001, 9_001]))
  expect(events.map(({ globalPosition }) => globalPosition)).toEqual(upTo(9_001))
})

test('a subscription with a filter receives own appends from memory', async () => {
  const { store, storage } = openTab()
  const streams: string[] = []
  void (async () => {
    for await (const { streamId } of store.subscribe({ streamPrefix: 'b' })) streams.push(streamId)
  })()
  await store.append('a', moneyDeposited(1))
  await store.append('b1', moneyDeposited(1))
  await eventually(() => expect(streams).toEqual(['b1']))
  storage.forgetCounts()
  for (const streamId of ['a', 'b2', 'a', 'b3']) await store.append(streamId, moneyDeposited(1))
  await eventually(() => expect(streams).toEqual(['b1', 'b2', 'b3']))
  expect(storage.requests).toBe(0)
})

test('reads that the application starts see every stored event of other tabs', async () => {
  const { store, storage } = openTab()
  const other = openTab(storage)
  openLive(store)
  for (const amount of upTo(5)) {
    await append(store, amount)
    await append(other.store, amount)
    expect(await store.lastPosition()).toBe(2 * amount)
    expect(await collect(store.readAll({ direction: 'backward', limit: 2 }))).toHaveLength(2)
    expect(await collect(store.readAll())).toHaveLength(2 * amount)
  }
})
