import { LogCorrupted, Projection, reconstructState } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { accountOpened, type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { damageCommit, loseCommit } from '../faults/raw-database.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { openTenDeposits, positions } from './open-ten-deposits.ts'

const damages: [string, (name: string) => Promise<void>][] = [
  ['is truncated', (name) => damageCommit(name, 5, (commit) => ({ ...commit, events: commit.events.slice(0, 40) }))],
  ['is missing', (name) => loseCommit(name, 5)],
  ['has no events', (name) => damageCommit(name, 5, (commit) => ({ ...commit, events: '[]' }))],
  [
    'has other events',
    (name) =>
      damageCommit(name, 5, (commit) => ({
        ...commit,
        events: '[["an id","MoneyDeposited",{"amount":6},{},"s",6,1]]',
      })),
  ],
]

describe.each(damages)('a log of ten commits whose fifth commit %s', (_, damage) => {
  test('readAll rejects with LogCorrupted at the damaged position in both directions', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name)
    for (const direction of ['forward', 'backward'] as const) {
      const error = await rejectionOf(collect(store.readAll({ direction })))
      expect(error).toBeInstanceOf(LogCorrupted)
      expect(error).toMatchObject({ position: 5 })
    }
    expect(await rejectionOf(collect(store.readAll({ fromPosition: 5, toPosition: 5 })))).toMatchObject({ position: 5 })
  })

  test('events before and after a damaged commit stay readable', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name)
    expect(positions(await collect(store.readAll({ toPosition: 4 })))).toEqual([1, 2, 3, 4])
    expect(positions(await collect(store.readAll({ fromPosition: 6 })))).toEqual([6, 7, 8, 9, 10])
    expect(positions(await collect(store.readAll({ fromPosition: 6, direction: 'backward' })))).toEqual([
      10, 9, 8, 7, 6,
    ])
    expect(positions((await store.readStream('s', { toVersion: 4 })).events)).toEqual([1, 2, 3, 4])
    expect(await reconstructState(store, balance, { atPosition: 4 })).toBe(10)
  })

  test('readAll delivers the events before a damaged commit and then rejects', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name)
    const seen: number[] = []
    const reading = (async () => {
      for await (const { globalPosition } of store.readAll()) seen.push(globalPosition)
    })()
    expect(await rejectionOf(reading)).toMatchObject({ code: 'LogCorrupted', position: 5 })
    expect(seen).toEqual([1, 2, 3, 4])
  })

  test('a projection stops before a damaged commit', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name)
    const projection = new Projection(store, balance)
    expect(await rejectionOf(projection.catchUp())).toBeInstanceOf(LogCorrupted)
    expect([projection.position, projection.state]).toEqual([4, 10])
  })

  test('readStream rejects with LogCorrupted at a damaged commit', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name)
    for (const direction of ['forward', 'backward'] as const) {
      expect(await rejectionOf(store.readStream('s', { direction }))).toBeInstanceOf(LogCorrupted)
    }
  })

  test('an append to a log with an earlier damaged commit succeeds', async () => {
    const { name, store } = await openTenDeposits()
    await damage(name)
    expect(await store.append('s', moneyDeposited(11))).toMatchObject({ globalPosition: 11, streamVersion: 11 })
  })
})

test('the error of a stream that lacks a commit names the earliest possible position', async () => {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  for (const streamId of ['a', 'b', 'a', 'b', 'a']) await store.append(streamId, accountOpened('Ada', 0))
  await loseCommit(name, 3)
  expect(await rejectionOf(store.readStream('a'))).toMatchObject({ code: 'LogCorrupted', position: 2 })
  expect((await store.readStream('b')).version).toBe(2)
})
