import { deleteEventStore, type EventStore, LogLost } from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { openAccountOne } from '../account-one.ts'
import { eventually } from '../async-results.ts'
import type { LogListener } from '../derived-types.ts'
import { storeWith } from '../model/store-with.ts'
import { inIndexedDB, newName, untilTheEnd } from '../open-stores.ts'
import { openTimeline } from './timelines.ts'

/** Opens a store whose log can be replaced by another log with the same id, like a restored browser profile. */
async function restorable(amounts: readonly number[]): Promise<{
  store: EventStore<BankEvent>
  restore: (amounts: readonly number[]) => Promise<void>
}> {
  const listeners = new Set<LogListener>()
  const logOf = async (amounts: readonly number[]): Promise<EventStore<BankEvent>> => {
    const log = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage('the log')))
    for (const amount of amounts) await log.append('account:1', moneyDeposited(amount))
    return log
  }
  let log = await logOf(amounts)
  const store = storeWith(log, {
    lastPosition: () => log.lastPosition(),
    readBatches: (options) => log.readBatches(options),
    readAll: (options) => log.readAll(options),
    onLogChange: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  })
  const restore = async (amounts: readonly number[]): Promise<void> => {
    log = await logOf(amounts)
    for (const listener of listeners) listener(undefined)
  }
  return { store, restore }
}

describe('timelines of a rewound log', () => {
  test.each([
    ['is shorter', [1, 2], 2],
    ['has grown to the same length', [1, 2, 30, 40], 4],
    ['has grown beyond its old length', [1, 2, 30, 40, 50], 5],
    ['is empty', [], 0],
  ])('a live timeline shows the current state of a rewound log that %s', async (_, amounts, length) => {
    const { store, restore } = await restorable([1, 2, 3, 4])
    const timeline = await openTimeline(store, balance)
    await restore(amounts)
    const sum = amounts.reduce((sum, amount) => sum + amount, 0)
    await eventually(() =>
      expect(timeline.getSnapshot()).toMatchObject({
        state: sum,
        position: length,
        lastPosition: length,
        isLive: true,
      }),
    )
    expect(timeline.getSnapshot().event?.data).toEqual(
      length > 0 ? moneyDeposited(amounts.at(-1) ?? 0).data : undefined,
    )
  })

  test('a timeline in the past shows the rewound log at its position, or at the end of a shorter log', async () => {
    const { store, restore } = await restorable([1, 2, 3, 4, 5])
    const timeline = await openTimeline(store, balance)
    await timeline.seek(3)
    await restore([1, 2, 30, 40])
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ state: 33, position: 3, isLive: false }))
    expect(timeline.getSnapshot()).toMatchObject({ lastPosition: 4, newEvents: 0 })
    await restore([1, 20])
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ state: 21, position: 2, isLive: false }))
    expect(await timeline.diff(1, 2)).toEqual([{ kind: 'changed', path: [], before: 1, after: 21 }])
  })

  test('a stored keyframe from before the rewind is not used', async () => {
    const past = Array.from({ length: 5_000 }, (_, index) => index)
    const { store, restore } = await restorable(past)
    const before = await openTimeline(store, balance)
    await before.prepared()
    before.stop()
    expect(await store.snapshots.list('balance')).toEqual([4_096])
    await restore(past.map((amount) => amount + 1))
    const timeline = await openTimeline(store, balance)
    expect(timeline.getSnapshot().state).toBe((5_000 * 5_001) / 2)
  })
})

test('a timeline of a deleted log reports LogLost and keeps its state', async () => {
  const name = newName()
  const store = await openAccountOne((_, options) => inIndexedDB(name, options))
  const timeline = await openTimeline(store, balance)
  await timeline.seek(2)
  await deleteEventStore(name)
  await eventually(() => expect(timeline.getSnapshot().error).toBeInstanceOf(LogLost))
  expect(timeline.getSnapshot()).toMatchObject({ state: 100, position: 2 })
})
