import { type EventStore, Projection, positionAtTime, reconstructState } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { accountOpened, type BankEvent, balance, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { openAccountOne } from '../account-one.ts'
import { collect, rejectionOf } from '../async-results.ts'
import type { Moment } from '../derived-types.ts'
import { newName, places } from '../open-stores.ts'
import { slowProjection } from './slow-projection.ts'
import { depositPositions, upTo } from './telling-projections.ts'

const noon = Date.UTC(2026, 10, 21, 12)
const minute = 60_000

describe.each(places)('reconstructing states in $place', ({ open }) => {
  /** Account a: 0, +100, −30, +50. Account b: 0, +7. The first commit is at noon, and one minute lies between commits. */
  async function openTwoAccounts(): Promise<EventStore<BankEvent>> {
    let time = noon - minute
    const store = await open<BankEvent>(newName(), {
      now: () => {
        time += minute
        return time
      },
    })
    await store.append('a', accountOpened('Ada', 0))
    await store.append('a', moneyDeposited(100))
    await store.append('b', accountOpened('Ben', 0))
    await store.append('a', [moneyWithdrawn(30), moneyDeposited(50)])
    await store.append('b', moneyDeposited(7))
    return store
  }

  test('reconstructState returns the state after exactly the given number of events', async () => {
    const store = await openTwoAccounts()
    const states = await Promise.all(
      [0, 1, 2, 3, 4, 5, 6, 99].map((n) => reconstructState(store, depositPositions, { atPosition: n })),
    )
    expect(states).toEqual([[], [], [2], [2], [2], [2, 5], [2, 5, 6], [2, 5, 6]])
  })

  test('reconstructState without options returns the current state', async () => {
    expect(await reconstructState(await openTwoAccounts(), depositPositions)).toEqual([2, 5, 6])
    expect(await reconstructState(await open<BankEvent>(newName()), depositPositions)).toEqual([])
  })

  test.each<[string, number | Date, number[]]>([
    ['before the first event', noon - 1, []],
    ['at the first event', noon, []],
    ['at a deposit', noon + minute, [2]],
    ['just before a deposit', noon + minute - 1, []],
    ['between two events', noon + 2.5 * minute, [2]],
    ['at a commit of two events', noon + 3 * minute, [2, 5]],
    ['after the last event', noon + 99 * minute, [2, 5, 6]],
    ['at a Date', new Date(noon + minute), [2]],
  ])('reconstructState %s returns the state after the last event recorded by then', async (_, atTime, expected) => {
    expect(await reconstructState(await openTwoAccounts(), depositPositions, { atTime })).toEqual(expected)
  })

  test('reconstructState of one stream folds only the events of that stream', async () => {
    const store = await openTwoAccounts()
    expect(await reconstructState(store, balance, { streamId: 'a' })).toBe(120)
    expect(await reconstructState(store, balance, { streamId: 'b' })).toBe(7)
    expect(await reconstructState(store, balance, { streamId: 'none' })).toBe(0)
  })

  test('reconstructState of a long stream yields to the main thread', async () => {
    const store = await open<BankEvent>(newName())
    await store.append(
      'a',
      upTo(50).map((amount) => moneyDeposited(amount)),
    )
    const { definition, mostInOneTask } = slowProjection()
    expect(await reconstructState(store, definition, { streamId: 'a' })).toBe((50 * 51) / 2)
    expect(mostInOneTask()).toBeLessThan(10)
  })

  test('reconstructState at a stream version folds exactly that many events of the stream', async () => {
    const store = await openTwoAccounts()
    const at = (atVersion: number) => reconstructState(store, balance, { streamId: 'a', atVersion })
    expect(await Promise.all([0, 1, 2, 3, 4, 99].map(at))).toEqual([0, 0, 100, 70, 120, 120])
  })

  test.each<[Moment, number]>([
    [{ streamId: 'a', atPosition: 4 }, 70],
    [{ streamId: 'b', atPosition: 5 }, 0],
    [{ streamId: 'a', atTime: noon + 2 * minute }, 100],
    [{ streamId: 'a', atVersion: 3, atPosition: 2 }, 100],
    [{ streamId: 'a', atVersion: 2, atPosition: 99 }, 100],
    [{ streamId: 'a', atVersion: 3, atTime: noon + 99 * minute, atPosition: 99 }, 70],
  ])('reconstructState with several limits uses the earliest: %o', async (moment, expected) => {
    expect(await reconstructState(await openTwoAccounts(), balance, moment)).toBe(expected)
  })

  test('reconstructState with a position and a time uses the earlier one', async () => {
    const store = await openTwoAccounts()
    expect(await reconstructState(store, depositPositions, { atPosition: 6, atTime: noon + minute })).toEqual([2])
    expect(await reconstructState(store, depositPositions, { atPosition: 2, atTime: noon + 9 * minute })).toEqual([2])
  })

  test.each<[string, object]>([
    ['atPosition', { atPosition: -1 }],
    ['atPosition', { atPosition: 1.5 }],
    ['atTime', { atTime: Number.NaN }],
    ['atTime', { atTime: new Date('never') }],
    ['atVersion', { streamId: 'a', atVersion: -1 }],
    ['streamId', { atVersion: 1 }],
    ['streamId', { streamId: '' }],
    ['upto', { upto: 3 }],
  ])('reconstructState rejects an invalid %s with InvalidArgument: %o', async (argument, moment) => {
    const store = await openTwoAccounts()
    expect(await rejectionOf(reconstructState(store, balance, moment))).toMatchObject({
      code: 'InvalidArgument',
      argument,
    })
  })

  test('reconstructState equals a plain fold at every position of a log with many batches', async () => {
    const store = await open<BankEvent>(newName())
    await Promise.all(upTo(600).map((amount) => store.append(`s${amount % 5}`, moneyDeposited(amount))))
    for (const position of [0, 1, 2, 255, 256, 257, 258, 511, 512, 513, 599, 600]) {
      expect(await reconstructState(store, depositPositions, { atPosition: position })).toEqual(upTo(position))
    }
  })

  test('reconstructState starts from a snapshot and returns the same state without one', async () => {
    const store = await openAccountOne(open)
    const projection = new Projection(store, balance)
    await projection.catchUp()
    await store.append('account:1', moneyDeposited(10))
    const withNone = await balancesAtEveryPosition(store)
    await projection.saveSnapshot()
    expect(await balancesAtEveryPosition(store)).toEqual(withNone)
    expect(withNone).toEqual([0, 0, 100, 70, 120, 130])

    // This snapshot is wrong, so a wrong result shows that the snapshot was used.
    const { logId } = store
    const eventId = (await collect(store.readAll()))[3]?.id ?? ''
    await store.snapshots.save({ projection: 'balance', position: 4, eventId, version: 1, logId, state: 1_000 })
    expect(await balancesAtEveryPosition(store)).toEqual([0, 0, 100, 70, 1_000, 1_010])
    await store.snapshots.drop('balance')
    expect(await balancesAtEveryPosition(store)).toEqual(withNone)
  })

  test('changes to a reconstructed state do not affect later results', async () => {
    const store = await openTwoAccounts()
    const projection = new Projection(store, depositPositions)
    await projection.catchUp()
    await projection.saveSnapshot()
    const state = await reconstructState(store, depositPositions)
    state.push(99)
    expect(await reconstructState(store, depositPositions)).toEqual([2, 5, 6])
    expect(projection.state).toEqual([2, 5, 6])
  })

  test('reconstructState changes neither the log nor the snapshots', async () => {
    const store = await openTwoAccounts()
    const projection = new Projection(store, depositPositions)
    await projection.catchUp()
    await reconstructState(store, depositPositions, { atPosition: 2 })
    expect([projection.position, projection.state, await store.lastPosition()]).toEqual([6, [2, 5, 6], 6])
    expect(await store.snapshots.latest(depositPositions.name, 100)).toBeUndefined()
  })

  test('positionAtTime returns the position of the last event recorded by the given time', async () => {
    const store = await openTwoAccounts()
    const times = [-1, 0, 1, 2, 3, 4, 5].map((minutes) => positionAtTime(store, noon + minutes * minute))
    expect(await Promise.all(times)).toEqual([0, 1, 2, 3, 5, 6, 6])
    expect(await positionAtTime(store, new Date(noon + 3 * minute))).toBe(5)
    expect(await positionAtTime(await open(newName()), noon)).toBe(0)
    expect(await rejectionOf(positionAtTime(store, Number.NaN))).toMatchObject({ code: 'InvalidArgument' })
  })
})

function balancesAtEveryPosition(store: EventStore<BankEvent>): Promise<number[]> {
  return Promise.all([0, 1, 2, 3, 4, 5].map((position) => reconstructState(store, balance, { atPosition: position })))
}
