import { type EventStore, openEventStore, Projection, verifyLog } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { exportText } from '../export-text.ts'
import { untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { openTenDeposits, positions } from './open-ten-deposits.ts'
import { withUnreadableCommit } from './unreadable-commit.ts'

/** Opens a log of ten deposits whose commit at `position` cannot be read. */
async function openUnreadableAt(position: number, errorName?: string): Promise<EventStore<BankEvent>> {
  const { name, store } = await openTenDeposits()
  await store.close()
  const indexedDB = withUnreadableCommit(position, errorName)
  return untilTheEnd(await openEventStore<BankEvent>(name, { indexedDB, pollInterval: 0 }))
}

describe.each([1, 5, 10])('a log of ten commits with an unreadable commit at position %i', (position) => {
  const corrupted = { code: 'LogCorrupted', position }
  const before = upTo(position - 1)
  const behind = upTo(10).slice(position)

  test('a read delivers the events before an unreadable commit and then rejects with LogCorrupted', async () => {
    const store = await openUnreadableAt(position)
    expect(await store.lastPosition()).toBe(10)
    for (const read of [() => store.readAll(), () => store.subscribe()]) {
      const seen: number[] = []
      const reading = (async () => {
        for await (const { globalPosition } of read()) seen.push(globalPosition)
      })()
      expect(await rejectionOf(reading)).toMatchObject(corrupted)
      expect(seen).toEqual(before)
    }
    const seen: number[] = []
    const backward = (async () => {
      for await (const { globalPosition } of store.readAll({ direction: 'backward' })) seen.push(globalPosition)
    })()
    expect(await rejectionOf(backward)).toMatchObject(corrupted)
    expect(seen).toEqual(behind.toReversed())
  })

  test('events before and after an unreadable commit can be read, and the earlier ones can be exported', async () => {
    const store = await openUnreadableAt(position)
    expect(positions(await collect(store.readAll({ toPosition: position - 1 })))).toEqual(before)
    expect(positions(await collect(store.readAll({ fromPosition: position + 1 })))).toEqual(behind)
    const file = await exportText(store, position - 1)
    expect(file.split('\n')).toHaveLength(position)
    expect(positions((await store.readStream('s', { toVersion: position - 1 })).events)).toEqual(before)
  })

  test('readStream rejects with LogCorrupted at an unreadable commit in both directions', async () => {
    const store = await openUnreadableAt(position)
    expect(await rejectionOf(store.readStream('s'))).toMatchObject(corrupted)
    expect(await rejectionOf(store.readStream('s', { direction: 'backward' }))).toMatchObject(corrupted)
    expect((await store.readStream('s', { fromVersion: 11 })).version).toBe(10)
  })

  test('a projection stops before an unreadable commit, and verifyLog reports that commit', async () => {
    const store = await openUnreadableAt(position)
    const projection = new Projection(store, balance)
    expect(await rejectionOf(projection.catchUp())).toMatchObject(corrupted)
    expect(projection.position).toBe(position - 1)
    const { soundUntil, lastPosition, damage } = await verifyLog(store)
    expect([soundUntil, lastPosition, damage?.position]).toEqual([position - 1, 10, position])
  })
})

test('an append after an unreadable last commit rejects with LogCorrupted', async () => {
  const store = await openUnreadableAt(10)
  const refused = { code: 'LogCorrupted', position: 10 }
  expect(await rejectionOf(store.append('s', moneyDeposited(11)))).toMatchObject(refused)
  expect(await rejectionOf(store.readCommand('the tenth'))).toMatchObject(refused)
  expect(await store.lastPosition()).toBe(10)
})

test('an append succeeds if only an earlier commit is unreadable', async () => {
  const store = await openUnreadableAt(5)
  expect(await store.append('s', moneyDeposited(11))).toMatchObject({ globalPosition: 11, streamVersion: 11 })
})

test('a read of an unreadable commit rejects with LogCorrupted for the error name of older browsers too', async () => {
  const store = await openUnreadableAt(5, 'DataError')
  expect(await rejectionOf(collect(store.readAll()))).toMatchObject({ code: 'LogCorrupted', position: 5 })
})

test('a read with another database error rejects with StorageFailed, not LogCorrupted', async () => {
  const store = await openUnreadableAt(5, 'TransientError')
  expect(await rejectionOf(collect(store.readAll()))).toMatchObject({ code: 'StorageFailed' })
})
