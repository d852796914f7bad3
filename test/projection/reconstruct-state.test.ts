import { type EventStore, type Moment, Projection, positionAtTime, reconstructState } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { accountOpened, type BankEvent, balance, moneyDeposited, moneyWithdrawn } from '../../examples/bank-account.ts'
import { openAccountOne } from '../account-one.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { laborious } from './laborious.ts'
import { depositPositions, upTo } from './telling-projections.ts'

const noon = Date.UTC(2026, 10, 21, 12)
const minute = 60_000

describe.each(places)('a state of the past, in $place', ({ open }) => {
  /** Account a: 0, +100 −30 +50; account b: 0, +7; a minute between commits, the first at noon. */
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

  test('is that after exactly so many events', async () => {
    const store = await openTwoAccounts()
    const states = await Promise.all(
      [0, 1, 2, 3, 4, 5, 6, 99].map((n) => reconstructState(store, depositPositions, { atPosition: n })),
    )
    expect(states).toEqual([[], [], [2], [2], [2], [2, 5], [2, 5, 6], [2, 5, 6]])
  })

  test('without a moment is that of now', async () => {
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
  ])('%s is that after the last event recorded by then', async (_, atTime, expected) => {
    expect(await reconstructState(await openTwoAccounts(), depositPositions, { atTime })).toEqual(expected)
  })

  test('of one stream folds only its events', async () => {
    const store = await openTwoAccounts()
    expect(await reconstructState(store, balance, { streamId: 'a' })).toBe(120)
    expect(await reconstructState(store, balance, { streamId: 'b' })).toBe(7)
    expect(await reconstructState(store, balance, { streamId: 'none' })).toBe(0)
  })

  test('of one long stream lets the page have its turn meanwhile', async () => {
    const store = await open<BankEvent>(newName())
    await store.append(
      'a',
      upTo(50).map((amount) => moneyDeposited(amount)),
    )
    const { definition, mostInOneTask } = laborious()
    expect(await reconstructState(store, definition, { streamId: 'a' })).toBe((50 * 51) / 2)
    expect(mostInOneTask()).toBeLessThan(10)
  })

  test('of one stream at a version is that after exactly so many of its events', async () => {
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
  ])('at several moments at once is that at the earliest: %o', async (moment, expected) => {
    expect(await reconstructState(await openTwoAccounts(), balance, moment)).toBe(expected)
  })

  test('by position and time is that at the earlier of the two', async () => {
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
  ])('at a moment that is none is refused, naming %s: %o', async (argument, moment) => {
    const store = await openTwoAccounts()
    expect(await rejectionOf(reconstructState(store, balance, moment))).toMatchObject({
      code: 'InvalidArgument',
      argument,
    })
  })

  test('at every position equals the fold of the events up to there, in one log of many pages', async () => {
    const store = await open<BankEvent>(newName())
    await Promise.all(upTo(600).map((amount) => store.append(`s${amount % 5}`, moneyDeposited(amount))))
    for (const position of [0, 1, 2, 255, 256, 257, 258, 511, 512, 513, 599, 600]) {
      expect(await reconstructState(store, depositPositions, { atPosition: position })).toEqual(upTo(position))
    }
  })

  test('starts from a snapshot if there is one, and is the same without it', async () => {
    const store = await openAccountOne(open)
    const projection = new Projection(store, balance)
    await projection.catchUp()
    await store.append('account:1', moneyDeposited(10))
    const withNone = await balancesAtEveryPosition(store)
    await projection.saveSnapshot()
    expect(await balancesAtEveryPosition(store)).toEqual(withNone)
    expect(withNone).toEqual([0, 0, 100, 70, 120, 130])

    // Only one that is wrong shows that it is used at all.
    const { logId } = store
    const eventId = (await collect(store.readAll()))[3]?.id ?? ''
    await store.snapshots.save({ projection: 'balance', position: 4, eventId, version: 1, logId, state: 1_000 })
    expect(await balancesAtEveryPosition(store)).toEqual([0, 0, 100, 70, 1_000, 1_010])
    await store.snapshots.drop('balance')
    expect(await balancesAtEveryPosition(store)).toEqual(withNone)
  })

  test('is the caller’s own: what is done to it does not come back', async () => {
    const store = await openTwoAccounts()
    const projection = new Projection(store, depositPositions)
    await projection.catchUp()
    await projection.saveSnapshot()
    const state = await reconstructState(store, depositPositions)
    state.push(99)
    expect(await reconstructState(store, depositPositions)).toEqual([2, 5, 6])
    expect(projection.state).toEqual([2, 5, 6])
  })

  test('leaves everything as it was', async () => {
    const store = await openTwoAccounts()
    const projection = new Projection(store, depositPositions)
    await projection.catchUp()
    await reconstructState(store, depositPositions, { atPosition: 2 })
    expect([projection.position, projection.state, await store.lastPosition()]).toEqual([6, [2, 5, 6], 6])
    expect(await store.snapshots.latest(depositPositions.name, 100)).toBeUndefined()
  })

  test('the position at a time is that of the last event recorded by then', async () => {
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
