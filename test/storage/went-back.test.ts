import { LiveProjection, openEventStore, Projection, type RecordedEvent, reconstructState, verifyLog } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../awaiting.ts'
import { newName } from '../places.ts'
import { depositPositions, upTo } from '../projection/telling-projections.ts'
import { goBackTo, openInterruptible } from './interruptible-store.ts'

/** A store that recorded ten deposits of 1, in two streams, and knows where each of them ends. */
async function openTen() {
  const name = newName()
  const opened = await openInterruptible(name)
  for (const turn of upTo(10)) await opened.store.append(turn % 2 === 0 ? 'even' : 'odd', moneyDeposited(1))
  return { name, ...opened }
}

/** The log loses its end, and another visit appends deposits of 100 to what is left. */
async function loseTheEnd(name: string, left: number, grown: number): Promise<void> {
  await goBackTo(name, left)
  const other = await openEventStore<BankEvent>(name)
  for (const turn of upTo(grown)) await other.append(turn % 3 === 0 ? 'odd' : 'new', moneyDeposited(100))
  await other.close()
}

describe.each([
  ['and stays there', 6, 0],
  ['and grew by less than it lost', 6, 2],
  ['and grew by as much as it lost', 6, 4],
  ['and grew by more than it lost', 6, 7],
  ['and is empty', 0, 0],
  ['to its beginning, and grew anew', 0, 10],
] as const)('a log that went back %s', (_, left, grown) => {
  const end = left + grown
  const total = left + 100 * grown

  test('is what a projection shows once it has caught up', async () => {
    const { name, store } = await openTen()
    const projection = new Projection(store, balance)
    await projection.catchUp()
    expect([projection.position, projection.state]).toEqual([10, 10])
    await loseTheEnd(name, left, grown)
    expect(await projection.catchUp()).toBe(end)
    expect([projection.position, projection.state]).toEqual([end, total])
    expect(await projection.catchUp()).toBe(0)
  })

  test('is what a live projection shows as soon as the connection is back, though nobody rings', async () => {
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

  test('is what the past is rebuilt from, whatever snapshots there are of what it lost', async () => {
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

  test('is delivered to a subscription: all that is new to it, in order', async () => {
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
    // What it had seen is not repeated: it remembers where the logs part.
    expect(delivered).toEqual(all.slice(left))
  })

  test.each([
    ['closed', true, 'another'],
    ['died without a word', false, 'odd'],
  ])(
    'is appended to without a gap by who remembers where it ended and whose connection %s',
    async (_, isTold, first) => {
      const { name, store, interrupt, connections } = await openTen()
      await loseTheEnd(name, left, grown)
      if (isTold) interrupt()
      else connections.at(-1)?.close()
      expect(await store.append(first, moneyDeposited(1))).toMatchObject({ globalPosition: end + 1 })
      for (const streamId of ['odd', 'even', 'new']) await store.append(streamId, moneyDeposited(1))
      await Promise.all(['odd', 'even', 'new'].map((streamId) => store.append(streamId, moneyDeposited(1))))
      expect(await verifyLog(store)).toEqual({ soundUntil: end + 7, lastPosition: end + 7 })
    },
  )
})

describe('a subscription to a log that went back', () => {
  test('that has read nothing yet goes on with what comes from then on', async () => {
    const { name, store, interrupt } = await openTen()
    const delivered: RecordedEvent<BankEvent>[] = []
    const stop = new AbortController()
    const following = (async () => {
      for await (const event of store.subscribe({ fromPosition: 11, signal: stop.signal })) delivered.push(event)
    })()
    // It has looked once, and waits.
    await store.lastPosition()
    await loseTheEnd(name, 6, 2)
    interrupt()
    await store.append('new', moneyDeposited(1_000))
    await eventually(() => expect(delivered.at(-1)?.data).toEqual({ amount: 1_000 }))
    stop.abort()
    await following
    expect(delivered.map(({ globalPosition }) => globalPosition)).toEqual([9])
  })

  test('further than it remembers, begins again where it began', async () => {
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
  if (!event) throw new Error('there is no such event')
  return event.id
}
