import { LiveProjection, openEventStore, Projection, type RecordedEvent, reconstructState, verifyLog } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../async-results.ts'
import { newName } from '../open-stores.ts'
import { depositPositions, upTo } from '../projection/telling-projections.ts'
import { goBackTo, openInterruptible } from './interruptible-store.ts'

/** Opens a store that has appended ten deposits of 1 to two streams. The store has cached the versions of the streams. */
async function openTen() {
  const name = newName()
  const opened = await openInterruptible(name)
  for (const turn of upTo(10)) await opened.store.append(turn % 2 === 0 ? 'even' : 'odd', moneyDeposited(1))
  return { name, ...opened }
}

/** Deletes the end of the log, then appends deposits of 100 with another store. */
async function loseTheEnd(name: string, left: number, grown: number): Promise<void> {
  await goBackTo(name, left)
  const other = await openEventStore<BankEvent>(name)
  for (const turn of upTo(grown)) await other.append(turn % 3 === 0 ? 'odd' : 'new', moneyDeposited(100))
  await other.close()
}

describe.each([
  ['and has no new events', 6, 0],
  ['and has fewer new events than it lost', 6, 2],
  ['and has as many new events as it lost', 6, 4],
  ['and has more new events than it lost', 6, 7],
  ['to its beginning and is empty', 0, 0],
  ['to its beginning and has new events', 0, 10],
] as const)('a log that was rewound %s', (_, left, grown) => {
  const end = left + grown
  const total = left + 100 * grown

  test('a projection shows a rewound log after the next catchUp', async () => {
    const { name, store } = await openTen()
    const projection = new Projection(store, balance)
    await projection.catchUp()
    expect([projection.position, projection.state]).toEqual([10, 10])
    await loseTheEnd(name, left, grown)
    expect(await projection.catchUp()).toBe(end)
    expect([projection.position, projection.state]).toEqual([end, total])
    expect(await projection.catchUp()).toBe(0)
  })

  test('a live projection shows a rewound log after reconnecting, without notifications', async () => {
    const { name, store, interrupt } = await openTen()
    const [sum, positions] = [new LiveProjection(store, balance), new LiveProjection(store, depositPositions)]
    await eventually(() => expect([sum.state, positions.state]).toEqual([10, upTo(10)]))
    await loseTheEnd(name, left, grown)
    interrupt()
    await eventually(() => expect([sum.state, positions.state]).toEqual([total, upTo(end)]))
    expect([sum.status, sum.position, positions.status, positions.position]).toEqual(['live', end, 'live', end])
    await store.append('new', moneyDeposited(1_000))
    await eventually(() => expect([sum.state, positions.state]).toEqual([total + 1_000, upTo(end + 1)]))
    for (const live of [sum, positions]) live.stop()
  })

  test('states of a rewound log are correct although snapshots of lost events exist', async () => {
    const { name, store } = await openTen()
    for (const position of [2, 5, 6, 7, 8, 10]) {
      const state = await reconstructState(store, balance, { atPosition: position })
      const eventId = await idAt(store.readAll({ fromPosition: position, limit: 1 }))
      await store.snapshots.save({ projection: 'balance', position, eventId, version: 1, logId: store.logId, state })
    }
    await loseTheEnd(name, left, grown)
    expect(await reconstructState(store, balance)).toBe(total)
    for (const position of upTo(end)) {
      const expected = position <= left ? position : left + 100 * (position - left)
      expect(await reconstructState(store, balance, { atPosition: position })).toBe(expected)
    }
    const projection = new Projection(store, balance)
    await projection.loadSnapshot()
    await projection.catchUp()
    expect([projection.position, projection.state]).toEqual([end, total])
    const live = new LiveProjection(store, balance)
    await eventually(() => expect([live.position, live.state, live.status]).toEqual([end, total, 'live']))
    live.stop()
  })

  test('a subscription delivers the new events of a rewound log once and in order', async () => {
    const { name, store, interrupt } = await openTen()
    const delivered: RecordedEvent<BankEvent>[] = []
    const stop = new AbortController()
    const following = (async () => {
      for await (const event of store.subscribe({ signal: stop.signal })) delivered.push(event)
    })()
    await eventually(() => expect(delivered).toHaveLength(10))
    const before = new Set(delivered.splice(0).map(({ id }) => id))
    await loseTheEnd(name, left, grown)
    interrupt()
    await store.append('new', moneyDeposited(1_000))
    await eventually(() => expect(delivered.at(-1)?.data).toEqual({ amount: 1_000 }))
    stop.abort()
    await following
    const all = await collect(store.readAll())
    expect(delivered.filter(({ id }) => !before.has(id))).toEqual(all.slice(left))
    // Events that are in both logs are not repeated.
    expect(delivered).toEqual(all.slice(left))
  })

  test.each([
    ['closed with an event', true, 'another'],
    ['closed without an event', false, 'odd'],
  ])('an append to a rewound log leaves no gap if the connection of its store was %s', async (_, isTold, first) => {
    const { name, store, interrupt, connections } = await openTen()
    await loseTheEnd(name, left, grown)
    if (isTold) interrupt()
    else connections.at(-1)?.close()
    expect(await store.append(first, moneyDeposited(1))).toMatchObject({ globalPosition: end + 1 })
    for (const streamId of ['odd', 'even', 'new']) await store.append(streamId, moneyDeposited(1))
    await Promise.all(['odd', 'even', 'new'].map((streamId) => store.append(streamId, moneyDeposited(1))))
    expect(await verifyLog(store)).toEqual({ soundUntil: end + 7, lastPosition: end + 7 })
  })
})

describe('subscriptions to a rewound log', () => {
  test('a subscription beyond the end of a rewound log delivers the next event', async () => {
    const { name, store, interrupt } = await openTen()
    const delivered: RecordedEvent<BankEvent>[] = []
    const stop = new AbortController()
    const following = (async () => {
      for await (const event of store.subscribe({ fromPosition: 11, signal: stop.signal })) delivered.push(event)
    })()
    // The subscription has read the log once and waits.
    await store.lastPosition()
    await loseTheEnd(name, 6, 2)
    interrupt()
    await store.append('new', moneyDeposited(1_000))
    await eventually(() => expect(delivered.at(-1)?.data).toEqual({ amount: 1_000 }))
    stop.abort()
    await following
    expect(delivered.map(({ globalPosition }) => globalPosition)).toEqual([9])
  })

  test('a subscription restarts from its first position if the log was rewound beyond its remembered events', async () => {
    const name = newName()
    const { store, interrupt } = await openInterruptible(name)
    await Promise.all(upTo(10).map(() => store.append('s', moneyDeposited(1))))
    for (const turn of upTo(5))
      await store.append(
        's',
        upTo(700).map(() => moneyDeposited(turn)),
      )
    const delivered: number[] = []
    const stop = new AbortController()
    const following = (async () => {
      const events = store.subscribe({ fromPosition: 5, signal: stop.signal })
      for await (const { globalPosition } of events) delivered.push(globalPosition)
    })()
    await eventually(() => expect(delivered).toHaveLength(3_506))
    delivered.length = 0
    await goBackTo(name, 9)
    interrupt()
    await store.append('s', moneyDeposited(1))
    const end = await store.lastPosition()
    await eventually(() => expect(delivered.at(-1)).toBe(end))
    stop.abort()
    await following
    expect(delivered[0]).toBe(5)
    expect(delivered).toEqual(upTo(delivered.at(-1) ?? 0).slice(4))
  })
})

async function idAt(events: AsyncIterable<RecordedEvent>): Promise<string> {
  const [event] = await collect(events)
  if (!event) throw new Error('Expected an event at this position, found none')
  return event.id
}
