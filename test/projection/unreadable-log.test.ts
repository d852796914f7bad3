import { LiveProjection, LogCorrupted, ProjectionFailed } from 'rewindable'
import { createEventStore, type EventChunk, MemoryStorage, type ReadRange } from 'rewindable/adapter'
import { expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { storeWith } from '../model/store-with.ts'
import { untilTheEnd } from '../open-stores.ts'
import { startLiveProjection } from './start-live-projection.ts'
import { breakableTotal } from './telling-projections.ts'

/** A storage that cannot read records after a given position. */
class Damaged extends MemoryStorage {
  lastReadable = Infinity

  override async read(range: ReadRange): Promise<readonly EventChunk[]> {
    const to = Math.min(range.to, this.lastReadable)
    return range.from > to ? [] : super.read({ ...range, to })
  }
}

test('a live projection of a damaged log shows the state before the damage', async () => {
  const storage = new Damaged('damaged')
  const store = untilTheEnd(createEventStore<BankEvent>(storage))
  for (const amount of [1, 2, 3, 4]) await store.append('s', moneyDeposited(amount))
  storage.lastReadable = 2
  const { live } = startLiveProjection(store, breakableTotal(0).definition)
  await eventually(() => expect(live.error).toBeInstanceOf(LogCorrupted))
  expect([live.state, live.position, live.status]).toEqual([{ total: 3, deposits: 2 }, 2, 'failed'])
  storage.lastReadable = 4
  await live.catchUp()
  expect([live.state.total, live.status]).toEqual([10, 'live'])
})

test('a live projection folds the log when its snapshots cannot be read', async () => {
  const inner = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage('no snapshots'), { pollInterval: 0 }))
  await inner.append('s', [moneyDeposited(1), moneyDeposited(2)])
  const latest = async (): Promise<never> => {
    throw new Error('no snapshots here')
  }
  const store = storeWith(inner, { snapshots: { ...inner.snapshots, latest } })
  const { live, notifications } = startLiveProjection(store, breakableTotal(0).definition)
  await eventually(() => expect(live.status).toBe('live'))
  expect([live.state.total, notifications.length]).toEqual([3, 1])
  expect(await rejectionOf(live.loadSnapshot())).toMatchObject({ message: 'no snapshots here' })
})

test('a rebuild whose initial state throws keeps the shown state', async () => {
  const store = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage('no initial state')))
  await store.append('s', moneyDeposited(1))
  let fails = false
  const { definition } = breakableTotal(0)
  const initialState = () => {
    if (fails) throw new Error('no initial state')
    return definition.initialState()
  }
  const { live } = startLiveProjection(store, { ...definition, initialState })
  await live.catchUp()
  fails = true
  expect(await rejectionOf(live.rebuild())).toMatchObject({ message: 'no initial state' })
  expect([live.state.total, live.position, live.status]).toEqual([1, 1, 'failed'])
  fails = false
  expect(await live.rebuild()).toBe(1)
  expect(live.status).toBe('live')
  expect(
    () =>
      new LiveProjection(store, {
        ...definition,
        initialState: () => {
          throw new Error('never')
        },
      }),
  ).toThrow('never')
})

test('a live projection of a rewound log shows the last good state of the current log', async () => {
  const logs = await Promise.all(
    [
      [1, 2, 4, 5],
      [10, 3, 4],
    ].map(async (amounts) => {
      const log = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage('the log')))
      for (const amount of amounts) await log.append('s', moneyDeposited(amount))
      return log
    }),
  )
  const [before, after] = logs
  if (!before || !after) throw new Error('Expected two logs.')
  let log = before
  const store = storeWith(before, {
    lastPosition: () => log.lastPosition(),
    readBatches: (options) => log.readBatches(options),
    readAll: (options) => log.readAll(options),
  })
  const { live } = startLiveProjection(store, breakableTotal(3).definition)
  await live.catchUp()
  expect([live.state.total, live.position]).toEqual([12, 4])
  log = after
  expect(await rejectionOf(live.catchUp())).toBeInstanceOf(ProjectionFailed)
  expect([live.state, live.position, live.status]).toEqual([{ total: 10, deposits: 1 }, 1, 'failed'])
})
