import { defineProjection, LiveProjection, LogCorrupted, Projection, reconstructState } from 'rewindable'
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
import { depositPositions, moneyAfter, moneyByStream, openTimeline } from './timelines.ts'
import { countingReads } from './watched-store.ts'

describe.each(places)('a fork of a log in $place', ({ open }) => {
  test('goes its own way from a moment of the past, and its origin does not notice', async () => {
    const store = await openAccountOne(open)
    const heard: unknown[] = []
    store.onLogChange((lastPosition) => heard.push(lastPosition))
    const whatIf = await fork(store, { at: 2 })
    expect([whatIf.at, whatIf.origin, whatIf.logId === store.logId]).toEqual([2, store, false])
    const { streamVersion, globalPosition } = await whatIf.append(accountOne, moneyWithdrawn(60), {
      expectedVersion: 2,
    })
    expect([streamVersion, globalPosition]).toEqual([3, 3])
    expect(await reconstructState(whatIf, balance)).toBe(40)
    expect((await whatIf.ownEvents()).map(({ type }) => type)).toEqual(['MoneyWithdrawn'])
    expect([await reconstructState(store, balance), await store.lastPosition(), heard]).toEqual([120, 4, []])
  })

  test('begins at the end of the log when it is not told where, and does not follow it', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store)
    await store.append(accountOne, moneyDeposited(7))
    expect([await whatIf.lastPosition(), await whatIf.streamVersion(accountOne)]).toEqual([4, 4])
    const two = { expectedVersion: 4 }
    expect((await whatIf.append(accountOne, moneyDeposited(1), two)).globalPosition).toBe(5)
  })

  test('may begin in the middle of a commit: what happens if only half of it had happened', async () => {
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

  test('is there at once and reads the past in pages: nothing of a long log is copied', async () => {
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

  test('starts from the snapshots of the past it shares, and leaves its own to itself', async () => {
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

  test('is scrubbed and followed like any other store', async () => {
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

  test('is compared with its origin as any two states are', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store, { at: 3 })
    await whatIf.append(accountOne, moneyDeposited(500))
    const [main, there] = await Promise.all([store, whatIf].map((one) => reconstructState(one, balances)))
    expect(stateChanges(main, there)).toEqual([
      { kind: 'changed', path: [accountOne, 'balance'], before: 120, after: 570 },
    ])
  })

  test('reads as far as its origin can be read, and then says where the damage is', async () => {
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

  test('is exported as a log of its own', async () => {
    const store = await openAccountOne(open)
    const whatIf = await fork(store, { at: 3 })
    await whatIf.append(accountOne, moneyDeposited(500))
    const copy = await open<BankEvent>(newName())
    expect(await copy.importJsonl(whatIf.exportJsonl())).toMatchObject({ imported: 4 })
    expect(await reconstructState(copy, balance)).toBe(570)
  })

  test('is gone when it is discarded, and its origin is open as before', async () => {
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

  test('ends what is being read when it is discarded, also in the past it shares', async () => {
    const store = await open<BankEvent>(newName())
    await depositPositions(store, 2_000)
    const whatIf = await fork(store)
    const reading = (async () => {
      for await (const _ of whatIf.readBatches()) await whatIf.close()
    })()
    expect(await rejectionOf(reading)).toMatchObject({ code: 'StoreClosed' })
  })

  test('is refused where there is no log', async () => {
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

test('a projection that throws in a fork says where, and the timeline of the origin does not care', async () => {
  const { open } = places[1] ?? {}
  if (!open) throw new Error('there is no place')
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
