import {
  defineProjection,
  exportJsonl,
  importJsonl,
  LiveProjection,
  LogCorrupted,
  Projection,
  reconstructState,
} from 'rewindable'
import { fork, stateChanges, Timeline } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  accountOpened,
  type BankEvent,
  balance,
  balances,
  moneyDeposited,
  moneyWithdrawn,
  transferReceived,
  transferSent,
} from '../../examples/bank-account.ts'
import { accountOne, openAccountOne } from '../account-one.ts'
import { collect, eventually, rejectionOf } from '../async-results.ts'
import { storeWith } from '../model/store-with.ts'
import { newName, places } from '../open-stores.ts'
import { countingReads } from './counting-reads.ts'
import { depositPositions, moneyAfter, moneyByStream, openTimeline } from './timelines.ts'

describe.each(places)('forks of a log in $place', ({ open }) => {
  test('a fork at a past position accepts appends without any effect on its origin', async () => {
    const store = await openAccountOne(open)
    const notified: unknown[] = []
    store.onLogChange((lastPosition) => notified.push(lastPosition))
    const whatIf = await fork(store, { at: 2 })
    expect([whatIf.at, whatIf.origin, whatIf.logId === store.logId]).toEqual([2, store, false])
    const { streamVersion, globalPosition } = await whatIf.append(accountOne, moneyWithdrawn(60), {
      expectedVersion: 2,
    })
    expect([streamVersion, globalPosition]).toEqual([3, 3])
    expect(await reconstructState(whatIf, balance)).toBe(40)
    expect((await whatIf.ownEvents()).map(({ type }) => type)).toEqual(['MoneyWithdrawn'])
    expect([await reconstructState(store, balance), await store.lastPosition(), notified]).toEqual([120, 4, []])
  })

  test('a fork without a position starts at the end of the log and does not follow the log', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store)
    await store.append(accountOne, moneyDeposited(7))
    expect([await whatIf.lastPosition(), await whatIf.streamVersion(accountOne)]).toEqual([4, 4])
    const two = { expectedVersion: 4 }
    expect((await whatIf.append(accountOne, moneyDeposited(1), two)).globalPosition).toBe(5)
  })

  test('a fork may start in the middle of a commit and then contains only its first part', async () => {
    const store = await open<BankEvent>(newName())
    await store.append('a', accountOpened('Ada', 100))
    await store.append('b', accountOpened('Bob'))
    const transfer = [
      { streamId: 'a', events: [transferSent('b', 40)] },
      { streamId: 'b', events: [transferReceived('a', 40)] },
    ]
    await store.appendBatch(transfer, { commandId: 'transfer' })
    const whatIf = await fork(store, { at: 3 })
    expect([await whatIf.streamVersion('a'), await whatIf.streamVersion('b')]).toEqual([2, 1])
    const { a, b } = await reconstructState(whatIf, balances)
    expect([a?.balance, b?.balance]).toEqual([60, 0])
    expect((await whatIf.readCommand('transfer')).length).toBe(1)
    expect((await whatIf.appendBatch(transfer, { commandId: 'transfer' }))[0]?.duplicate).toBe(true)
  })

  test('fork reads only the events that it needs and copies nothing of a long log', async () => {
    const counting = countingReads(await open<BankEvent>(newName()))
    await depositPositions(counting.store, 20_000)
    counting.eventsRead()
    const whatIf = await fork(counting.store, { at: 15_050 })
    await whatIf.append('account:0', moneyDeposited(1), { expectedVersion: 5_000, commandId: 'c' })
    expect(await whatIf.streamVersion('account:1')).toBe(5_050)
    expect(counting.eventsRead()).toBeLessThanOrEqual(1)
    const page = await collect(whatIf.readAll({ direction: 'backward', limit: 100 }))
    expect([page[0]?.globalPosition, page[99]?.globalPosition]).toEqual([15_051, 14_952])
    expect(counting.eventsRead()).toBeLessThanOrEqual(256)
  })

  test('a fork uses the snapshots of its shared past and saves its own snapshots separately', async () => {
    const counting = countingReads(await open<BankEvent>(newName()))
    const { store } = counting
    await depositPositions(store, 5_000)
    const projection = new Projection(store, moneyByStream)
    await projection.catchUp()
    await projection.saveSnapshot()
    await depositPositions(store, 1_000)
    await projection.catchUp()
    await projection.saveSnapshot()
    const whatIf = await fork(store, { at: 5_500 })
    await whatIf.append('account:0', moneyDeposited(5_501))
    counting.eventsRead()
    expect((await reconstructState(whatIf, moneyByStream)).last).toBe(5_501)
    expect(counting.eventsRead()).toBeLessThanOrEqual(501)
    const there = new Projection(whatIf, moneyByStream)
    await there.catchUp()
    await there.saveSnapshot()
    expect([await whatIf.snapshots.list('money by stream'), await store.snapshots.list('money by stream')]).toEqual([
      [5_501],
      [5_000, 6_000],
    ])
    await whatIf.snapshots.drop('money by stream')
    expect(await whatIf.snapshots.latest('money by stream', Infinity)).toBeUndefined()
    expect(await store.snapshots.list('money by stream')).toEqual([5_000, 6_000])
  })

  test('timelines and live projections work on a fork', async () => {
    const store = await open<BankEvent>(newName())
    await depositPositions(store, 3_000)
    const whatIf = await fork(store, { at: 2_000 })
    const live = new LiveProjection(whatIf, moneyByStream)
    onTestFinished(() => live.stop())
    const timeline = await openTimeline(whatIf, moneyByStream)
    await timeline.seek(1_500)
    expect(timeline.getSnapshot().state).toEqual(moneyAfter(1_500))
    await whatIf.append('account:0', moneyDeposited(1))
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ newEvents: 1, lastPosition: 2_001 }))
    await eventually(() => expect(live.position).toBe(2_001))
    expect(live.state.money.get('account:0')).toBe((moneyAfter(2_000).money.get('account:0') ?? 0) + 1)
    await timeline.prepared()
    expect(await store.snapshots.list('money by stream')).toEqual([])
    await whatIf.close()
  })

  test('stateChanges compares a state of a fork with a state of its origin', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store, { at: 3 })
    await whatIf.append(accountOne, moneyDeposited(500))
    const [main, there] = await Promise.all([store, whatIf].map((one) => reconstructState(one, balances)))
    expect(stateChanges(main, there)).toEqual([
      { kind: 'changed', path: [accountOne, 'balance'], before: 120, after: 570 },
    ])
  })

  test('a fork of a damaged log returns all readable events and then rejects with the damaged position', async () => {
    const store = await openAccountOne(open)
    const damaged = storeWith(store, {
      readBatches: async function* ({ fromPosition = 1, ...options } = {}) {
        yield* store.readBatches({ ...options, fromPosition, toPosition: 2 })
        throw new LogCorrupted({ position: Math.max(3, fromPosition), problem: 'it is unreadable' })
      },
    })
    const whatIf = await fork(damaged)
    await whatIf.append(accountOne, moneyDeposited(1), { expectedVersion: 4 })
    const read: number[] = []
    const reading = (async () => {
      for await (const { globalPosition } of whatIf.readAll()) read.push(globalPosition)
    })()
    expect(await rejectionOf(reading)).toMatchObject({ code: 'LogCorrupted', position: 3 })
    expect(read).toEqual([1, 2])
    expect((await collect(whatIf.readAll({ fromPosition: 5 }))).length).toBe(1)
  })

  test('the export of a fork imports as a complete log', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store, { at: 3 })
    await whatIf.append(accountOne, moneyDeposited(500))
    const copy = await open<BankEvent>(newName())
    expect(await importJsonl(copy, exportJsonl(whatIf))).toMatchObject({ imported: 4 })
    expect(await reconstructState(copy, balance)).toBe(570)
  })

  test('discard closes a fork and keeps its origin open', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store)
    const shared = whatIf.share()
    await whatIf.close()
    expect(await rejectionOf(whatIf.lastPosition())).toMatchObject({ code: 'StoreClosed' })
    expect(() => whatIf.share()).toThrow(expect.objectContaining({ code: 'StoreClosed' }))
    expect([await shared.lastPosition(), await store.lastPosition()]).toEqual([4, 4])
    await store.close()
    expect(await rejectionOf(reconstructState(shared, balance))).toMatchObject({ code: 'StoreClosed' })
  })

  test('discard ends running reads of a fork, even in its shared past', async () => {
    const store = await open<BankEvent>(newName())
    await depositPositions(store, 2_000)
    const whatIf = await fork(store)
    const reading = (async () => {
      for await (const _ of whatIf.readBatches()) await whatIf.close()
    })()
    expect(await rejectionOf(reading)).toMatchObject({ code: 'StoreClosed' })
  })

  test('fork rejects an invalid position or option with InvalidArgument', async () => {
    const store = await openAccountOne(open)
    const tooLate = await collect(store.readAll({ fromPosition: 3 }))
    const refused: [argument: string, forking: () => Promise<unknown>][] = [
      ['at', () => fork(store, { at: 5 })],
      ['at', () => fork(store, { at: -1 })],
      ['without', () => fork(store, { at: 2, without: tooLate })],
      ['event.id', () => fork(store, { without: [{ id: 'of no event' }] })],
      ['now', () => fork(store, { now: 5 as never })],
      ['atPosition', () => fork(store, { atPosition: 5 } as never)],
    ]
    for (const [argument, forking] of refused) {
      expect(await rejectionOf(forking())).toMatchObject({ code: 'InvalidArgument', argument })
    }
  })
})

test('a handler that throws in a fork reports the position and does not affect a timeline of the origin', async () => {
  const { open } = places[1] ?? {}
  if (!open) throw new Error('Expected a second storage place.')
  const store = await openAccountOne(open)
  const strict = defineProjection<number, BankEvent>({
    name: 'strict',
    initialState: () => 0,
    when: {
      MoneyWithdrawn: (sum, { data }) => {
        if (data.amount > 100) throw new Error('too much')
        return sum + data.amount
      },
    },
  })
  const whatIf = await fork(store)
  await whatIf.append(accountOne, moneyWithdrawn(101))
  expect(await rejectionOf(reconstructState(whatIf, strict))).toMatchObject({ code: 'ProjectionFailed', position: 5 })
  const timeline = new Timeline(store, strict)
  onTestFinished(() => timeline.stop())
  await timeline.toLive()
  expect(timeline.getSnapshot()).toMatchObject({ state: 30, error: undefined })
})
