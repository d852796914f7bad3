import { defineProjection, type EventStore, LiveProjection, type LiveStatus } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, balances, moneyDeposited } from '../../examples/bank-account.ts'
import { accountOne, openAccountOne } from '../account-one.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import type { ReadAllOptions } from '../derived-types.ts'
import { newName, places } from '../open-stores.ts'
import { depositPositions, upTo } from './telling-projections.ts'

describe.each(places)('live projections in $place', ({ open }) => {
  test('the status of a live projection is "catching up", then "live", then "stopped"', async () => {
    const store = await openAccountOne(open)
    const live = new LiveProjection(store, balance)
    const seen: LiveStatus[] = [live.status]
    live.addEventListener('change', () => seen.push(live.status))
    await eventually(() => expect(live.status).toBe('live'))
    live.stop()
    expect([...seen, live.status]).toEqual(['catching up', 'catching up', 'stopped'])
  })

  test('a live projection of an empty log is live and shows the initial state', async () => {
    const live = new LiveProjection(await open<BankEvent>(newName()), balance)
    await eventually(() => expect(live.status).toBe('live'))
    expect([live.state, live.position]).toEqual([0, 0])
    live.stop()
  })

  test('a live projection dispatches each change with its state and position', async () => {
    const store = await openAccountOne(open, { pollInterval: 0 })
    const live = new LiveProjection(store, balance)
    const changes: unknown[] = []
    live.addEventListener('change', (event) => changes.push((event as CustomEvent).detail))
    await live.catchUp()
    await store.append(accountOne, moneyDeposited(10))
    await live.catchUp()
    expect(changes).toEqual([
      { state: 120, position: 4 },
      { state: 130, position: 5 },
    ])
    live.stop()
  })

  test('a live projection calls a subscriber immediately and after each change, until it unsubscribes', async () => {
    const store = await openAccountOne(open, { pollInterval: 0 })
    const live = new LiveProjection(store, balance)
    const seen: number[] = []
    const undo = live.subscribe((state) => seen.push(state))
    expect(seen).toEqual([0])
    await live.catchUp()
    expect(seen).toEqual([0, 120])
    const late: number[] = []
    live.subscribe((state) => late.push(state))
    expect(late).toEqual([120])
    undo()
    await store.append(accountOne, moneyDeposited(10))
    await live.catchUp()
    expect([seen, late]).toEqual([
      [0, 120],
      [120, 130],
    ])
    live.stop()
  })

  test('getSnapshot returns the same object until a change and a new one afterwards', async () => {
    const store = await openAccountOne(open, { pollInterval: 0 })
    const live = new LiveProjection(store, balances)
    await live.catchUp()
    const { getSnapshot } = live
    const before = getSnapshot()
    expect(getSnapshot()).toBe(before)
    expect(live.state).toBe(before)
    await live.catchUp()
    expect(getSnapshot()).toBe(before)
    await store.append(accountOne, moneyDeposited(10))
    await live.catchUp()
    expect(getSnapshot()).not.toBe(before)
    expect(before).toEqual({ [accountOne]: { owner: 'Ada', balance: 120 } })
    expect(getSnapshot()).toEqual({ [accountOne]: { owner: 'Ada', balance: 130 } })
    live.stop()
  })

  test('a live projection follows the appends of another store on the same log', async () => {
    const name = newName()
    const [here, there] = [await open<BankEvent>(name, { pollInterval: 0 }), await open<BankEvent>(name)]
    const live = new LiveProjection(here, depositPositions)
    await eventually(() => expect(live.status).toBe('live'))
    await Promise.all(upTo(50).map((amount) => (amount % 2 === 0 ? here : there).append('s', moneyDeposited(amount))))
    await eventually(() => expect(live.position).toBe(50))
    expect(live.state).toEqual(upTo(50))
    live.stop()
  })

  test('a live projection sees every event that is appended while it starts', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    const appends = upTo(20).map((amount) => store.append('s', moneyDeposited(amount)))
    const live = new LiveProjection(store, depositPositions)
    appends.push(store.append('s', moneyDeposited(21)))
    await Promise.all(appends)
    await eventually(() => expect(live.state).toEqual(upTo(21)))
    live.stop()
  })

  test('a live projection sees every event that is appended while it retries after a failure', async () => {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    await store.append('s', moneyDeposited(1))
    let isFixed = false
    let appending: Promise<unknown> | undefined
    const positions = defineProjection<number[], BankEvent>({
      name: 'positions',
      initialState: () => [],
      when: {
        MoneyDeposited: (seen, { globalPosition }) => {
          if (!isFixed) throw new Error('not yet')
          appending ??= store.append('s', moneyDeposited(2))
          seen.push(globalPosition)
        },
      },
    })
    const live = new LiveProjection(
      endingLate(store, () => appending),
      positions,
    )
    await eventually(() => expect(live.status).toBe('failed'))
    isFixed = true
    await live.catchUp()
    await eventually(() => expect(live.state).toEqual([1, 2]))
    live.stop()
  })

  test('a live projection shows a rebuilt state, even at an unchanged position', async () => {
    const store = await openAccountOne(open, { pollInterval: 0 })
    let factor = 1
    const weighted = defineProjection<number, BankEvent>({
      name: 'weighted',
      initialState: () => 0,
      when: { MoneyDeposited: (sum, { data }) => sum + data.amount * factor },
    })
    const live = new LiveProjection(store, weighted)
    const seen: number[] = []
    live.subscribe((state) => seen.push(state))
    await live.catchUp()
    factor = 2
    expect(await live.rebuild()).toBe(4)
    expect([live.state, live.position]).toEqual([300, 4])
    expect(seen).toEqual([0, 150, 300])
    live.stop()
  })

  test('a live projection never shows an unfinished rebuild, even during parallel calls', async () => {
    const store = await openAccountOne(open, { pollInterval: 0 })
    const live = new LiveProjection(store, balance)
    const seen: number[] = []
    live.subscribe((state) => seen.push(state))
    await live.catchUp()
    await Promise.all([live.catchUp(), live.rebuild(), live.catchUp(), live.rebuild(), live.catchUp()])
    expect([seen, live.state, live.position]).toEqual([[0, 120], 120, 4])
    live.stop()
  })

  test('a stopped live projection keeps its last state', async () => {
    const store = await openAccountOne(open, { pollInterval: 0 })
    const live = new LiveProjection(store, balance)
    await eventually(() => expect(live.status).toBe('live'))
    const seen: number[] = []
    live.subscribe((state) => seen.push(state))
    live.stop()
    const other = new LiveProjection(store, balance)
    await store.append(accountOne, moneyDeposited(10))
    await eventually(() => expect(other.state).toBe(130))
    expect([live.state, live.status, seen]).toEqual([120, 'stopped', [120]])
    other.stop()
  })

  test('a live projection that is stopped during a catch-up shows no further state', async () => {
    const store = await openAccountOne(open, { pollInterval: 0 })
    const live = new LiveProjection(store, balance)
    const seen: number[] = []
    live.subscribe((state) => seen.push(state))
    live.addEventListener('progress', () => live.stop())
    const other = new LiveProjection(store, balance)
    await eventually(() => expect(other.status).toBe('live'))
    await other.rebuild()
    expect([live.status, seen]).toEqual(['stopped', [0]])
    other.stop()
  })

  test('a live projection stops without an error when its store closes', async () => {
    const store = await openAccountOne(open)
    const live = new LiveProjection(store, balance)
    const errors: unknown[] = []
    live.addEventListener('error', (event) => errors.push(event))
    await eventually(() => expect(live.status).toBe('live'))
    await store.close()
    await eventually(() => expect(live.status).toBe('stopped'))
    expect([live.state, errors]).toEqual([120, []])
  })

  test('a live projection cannot be created on a closed store', async () => {
    const store = await openAccountOne(open)
    await store.close()
    const refused = rejectionOf((async () => new LiveProjection(store, balance))())
    expect(await refused).toMatchObject({ code: 'StoreClosed' })
  })
})

/** Wraps a store. Each read waits for the promise of `event` before it ends. */
function endingLate(store: EventStore<BankEvent>, event: () => Promise<unknown> | undefined): EventStore<BankEvent> {
  async function* readBatches(options?: ReadAllOptions<BankEvent>) {
    yield* store.readBatches(options)
    await event()
  }
  return new Proxy(store, {
    get(target, key) {
      if (key === 'readBatches') return readBatches
      const member: unknown = Reflect.get(target, key, target)
      return typeof member === 'function' ? member.bind(target) : member
    },
  })
}
