import { defineProjection, type EventStore } from 'rewindable'
import { describe, expect, test } from 'vitest'
import {
  accountOpened,
  type BankEvent,
  balance,
  balances,
  moneyDeposited,
  moneyWithdrawn,
} from '../../examples/bank-account.ts'
import { rejectionOf } from '../async-results.ts'
import { inMemory, newName, places } from '../open-stores.ts'
import { countingReads } from './counting-reads.ts'
import { openTimeline } from './timelines.ts'

const grace = 'account:grace'

/** Records changes of Grace's account at positions 2 to 5 and then the given number of deposits for Ada. */
async function openBank(store: EventStore<BankEvent>, deposits: number): Promise<void> {
  await store.append('account:ada', accountOpened('Ada'))
  await store.append(grace, [accountOpened('Grace'), moneyDeposited(5), moneyDeposited(10), moneyWithdrawn(10)])
  for (let done = 0; done < deposits; done += 100) {
    await store.append('account:ada', Array(100).fill(moneyDeposited(1)))
  }
}

describe.each(places)('lastChange in $place', ({ open }) => {
  test('lastChange finds the last event that changed a value, even if the value changed back', async () => {
    const store = await open<BankEvent>(newName())
    await openBank(store, 0)
    const timeline = await openTimeline(store, balances)
    const path = [grace, 'balance']
    const found = []
    for (const position of [5, 4, 3, 2, 1, 0]) found.push((await timeline.lastChange(path, position))?.globalPosition)
    expect(found).toEqual([5, 4, 3, 2, undefined, undefined])
    expect((await timeline.lastChange([grace, 'owner']))?.globalPosition).toBe(2)
    expect((await timeline.lastChange([grace]))?.globalPosition).toBe(5)
    expect((await timeline.lastChange([]))?.globalPosition).toBe(5)
    expect(await timeline.lastChange(['account:unknown', 'balance'])).toBeUndefined()
  })

  test('lastChange accepts the paths that diff returns', async () => {
    const store = await open<BankEvent>(newName())
    await openBank(store, 0)
    const seen = defineProjection<{ owners: Set<string>; last: Map<string, Date> }, BankEvent>({
      name: 'seen',
      initialState: () => ({ owners: new Set(), last: new Map() }),
      when: {
        AccountOpened: ({ owners }, { data }) => void owners.add(data.owner),
        MoneyDeposited: ({ last }, { streamId, globalPosition }) => void last.set(streamId, new Date(globalPosition)),
      },
    })
    const timeline = await openTimeline(store, seen)
    for (const position of [1, 2, 3, 4]) {
      const changes = await timeline.diff(position - 1, position)
      expect(changes).toHaveLength(1)
      expect((await timeline.lastChange(changes[0]?.path ?? [], position))?.globalPosition).toBe(position)
    }
    expect(await timeline.diff(4, 5)).toEqual([])
  })

  test('lastChange finds a recent change without reading the whole history', async () => {
    const counting = countingReads(await open<BankEvent>(newName()))
    await openBank(counting.store, 20_000)
    await counting.store.append(grace, moneyDeposited(1))
    await counting.store.append('account:ada', Array(100).fill(moneyDeposited(1)))
    const timeline = await openTimeline(counting.store, balances)
    await timeline.prepared()
    counting.eventsRead()
    expect((await timeline.lastChange([grace, 'balance']))?.globalPosition).toBe(20_006)
    expect(counting.eventsRead()).toBeLessThanOrEqual(2_048)
    await timeline.seek(20_005)
    expect((await timeline.lastChange([grace, 'balance']))?.globalPosition).toBe(5)
  })

  test('lastChange works with handlers that change the state in place, and does not change shown states', async () => {
    const store = await open<BankEvent>(newName())
    await openBank(store, 1_000)
    const timeline = await openTimeline(store, balances)
    const before = structuredClone(timeline.getSnapshot().state)
    expect((await timeline.lastChange([grace]))?.globalPosition).toBe(5)
    expect(timeline.getSnapshot().state).toEqual(before)
    expect(await timeline.stateAt(5)).toEqual({
      'account:ada': { owner: 'Ada', balance: 0 },
      [grace]: { owner: 'Grace', balance: 5 },
    })
  })
})

test('with several projections, a path of lastChange begins with the index of a projection', async () => {
  const store = await inMemory<BankEvent>(newName())
  await openBank(store, 0)
  const timeline = await openTimeline(store, [balance, balances])
  expect((await timeline.diff(2, 3)).map(({ path }) => path)).toEqual([[0], [1, grace, 'balance']])
  expect((await timeline.lastChange([1, 'account:ada', 'balance']))?.globalPosition).toBe(1)
  expect(await rejectionOf(timeline.lastChange([2]))).toMatchObject({ code: 'InvalidArgument' })
})
