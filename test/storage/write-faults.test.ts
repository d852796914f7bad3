import { AppendOutcomeUnknown, type AppendResult, openEventStore, QuotaExceeded, StorageFailed } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { databaseEvent } from '../faults/database-events.ts'
import {
  abortsAfterSuccess,
  abortsInSilence,
  failsToAdd,
  holdsReply,
  losesReply,
  refusesToAdd,
  reportsAbortAfter,
  type TransactionFault,
  whenWriting,
} from '../faults/transaction-faults.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { newName, untilTheEnd } from '../open-stores.ts'

const longerThanATest = 600_000
/** The library retries a write one time if the write was certainly not stored. */
const [once, twice] = [1, 2]

async function openWith(fault: TransactionFault, times = once) {
  const indexedDB = watchedIndexedDB({ onTransaction: whenWriting(fault, times) })
  return untilTheEnd(await openEventStore(newName(), { indexedDB }))
}

describe('appends whose transaction fails', () => {
  test('an append on a full disk rejects with QuotaExceeded and can be retried', async () => {
    const store = await openWith(abortsAfterSuccess('QuotaExceededError'), twice)
    const error = await rejectionOf(store.append('s', moneyDeposited(1)))
    expect(error).toBeInstanceOf(QuotaExceeded)
    expect(error).toMatchObject({ cause: { name: 'QuotaExceededError' } })
    expect(await store.lastPosition()).toBe(0)
    expect(await store.append('s', moneyDeposited(1))).toMatchObject({ globalPosition: 1, streamVersion: 1 })
  })

  test('an append rejects with QuotaExceeded if a request reports a full disk', async () => {
    const store = await openWith(failsToAdd('QuotaExceededError'), twice)
    expect(await rejectionOf(store.append('s', moneyDeposited(1)))).toBeInstanceOf(QuotaExceeded)
    expect(await store.lastPosition()).toBe(0)
  })

  test('an append that meets a full disk after another fault still frees space and succeeds', async () => {
    const faults = [abortsInSilence, abortsAfterSuccess('QuotaExceededError')]
    const store = await openWith((transaction) => faults.shift()?.(transaction), twice)
    expect(await store.append('s', moneyDeposited(1))).toMatchObject({ globalPosition: 1, streamVersion: 1 })
    expect(faults).toEqual([])
  })

  test('an append rejects with StorageFailed after two aborts without a reason', async () => {
    const store = await openWith(abortsInSilence, twice)
    expect(await rejectionOf(store.append('s', moneyDeposited(1)))).toBeInstanceOf(StorageFailed)
    expect(await store.lastPosition()).toBe(0)
    expect((await store.append('s', moneyDeposited(2))).globalPosition).toBe(1)
  })

  test('an append rejects with StorageFailed and the cause if a request fails', async () => {
    const store = await openWith(failsToAdd('DataError'))
    const error = await rejectionOf(store.append('s', moneyDeposited(1)))
    expect(error).toBeInstanceOf(StorageFailed)
    expect(error).toMatchObject({ cause: { name: 'DataError' }, message: expect.stringContaining('DataError') })
    expect(await store.lastPosition()).toBe(0)
  })

  test('an append writes none of its records if the engine throws for one of them', async () => {
    const store = await openWith(refusesToAdd('DataError', 2))
    const large = Array.from({ length: 300 }, () => moneyDeposited(1, 'n'.repeat(1_000)))
    const error = await rejectionOf(store.append('s', large))
    expect(error).toMatchObject({ code: 'StorageFailed', cause: { name: 'DataError' } })
    expect(await collect(store.readAll())).toEqual([])
    expect((await store.append('s', moneyDeposited(2))).globalPosition).toBe(1)
  })

  test('a failed append does not affect the next append in the queue', async () => {
    let behind: Promise<AppendResult> | undefined
    const fill = whenWriting(abortsAfterSuccess('QuotaExceededError'), twice)
    const onTransaction: TransactionFault = (transaction) => {
      fill(transaction)
      if (transaction.mode === 'readwrite') behind ??= store.append('s', moneyDeposited(2))
    }
    const store = untilTheEnd(await openEventStore(newName(), { indexedDB: watchedIndexedDB({ onTransaction }) }))
    expect(await rejectionOf(store.append('s', moneyDeposited(1)))).toBeInstanceOf(QuotaExceeded)
    expect(await behind).toMatchObject({ streamVersion: 1, globalPosition: 1 })
  })
})

describe('appends whose reply is lost', () => {
  test('an append whose reply is lost resolves with its events and is stored once', async () => {
    const store = await openWith(losesReply())
    const result = await store.append('s', [moneyDeposited(1), moneyDeposited(2)], { expectedVersion: 0 })
    expect(result).toMatchObject({ streamVersion: 2, globalPosition: 2, duplicate: false })
    expect(await collect(store.readAll())).toEqual(result.events)
    expect((await store.append('s', moneyDeposited(3), { expectedVersion: 2 })).globalPosition).toBe(3)
  })

  test('an append whose reply is lost with its connection is found on a new connection', async () => {
    let lost: IDBDatabase | undefined
    const fault = whenWriting(losesReply(() => lost?.close()))
    const indexedDB = watchedIndexedDB({
      onTransaction: fault,
      onDatabase: (database) => {
        lost = database
      },
    })
    const store = untilTheEnd(await openEventStore(newName(), { indexedDB }))
    expect(await store.append('s', moneyDeposited(1))).toMatchObject({ globalPosition: 1, duplicate: false })
    expect(await store.lastPosition()).toBe(1)
  })
})

test('an append whose connection is closed by force is looked up on a new connection before the deadline', async () => {
  let lost: IDBDatabase | undefined
  const { fault, arrived } = holdsReply()
  const indexedDB = watchedIndexedDB({
    onTransaction: whenWriting(fault),
    onDatabase: (database) => {
      lost = database
    },
  })
  const options = { indexedDB, responseTimeout: longerThanATest, pollInterval: 0 }
  const store = untilTheEnd(await openEventStore(newName(), options))
  const appended = store.append('s', moneyDeposited(1))
  await arrived
  lost?.close()
  lost?.dispatchEvent(databaseEvent('close'))
  expect(await appended).toMatchObject({ globalPosition: 1, duplicate: false })
})

test('an append that failed is retried after the commit that another writer stored at the same position', async () => {
  const name = newName()
  const other = untilTheEnd(await openEventStore(name))
  const fault: TransactionFault = (transaction) => {
    reportsAbortAfter(transaction, () => other.append('s', moneyDeposited(7)))
    abortsInSilence(transaction)
  }
  const indexedDB = watchedIndexedDB({ onTransaction: whenWriting(fault) })
  const store = untilTheEnd(await openEventStore(name, { indexedDB }))
  expect(await store.append('s', moneyDeposited(1))).toMatchObject({ streamVersion: 2, globalPosition: 2 })
  expect((await collect(store.readAll())).map(({ data }) => data)).toEqual([{ amount: 7 }, { amount: 1 }])
})

test('an append rejects with AppendOutcomeUnknown and its command id if its reply is lost and every lookup fails', async () => {
  const name = newName()
  let isGone = false
  let current: IDBDatabase | undefined
  const indexedDB = watchedIndexedDB({
    onOpen: () => {
      if (isGone) throw new DOMException('the database process is gone', 'UnknownError')
    },
    onDatabase: (database) => {
      current = database
    },
    onTransaction: whenWriting(
      losesReply(() => {
        isGone = true
        current?.close()
      }),
    ),
  })
  const store = untilTheEnd(await openEventStore(name, { indexedDB }))
  const outcomes = [
    rejectionOf(store.append('s', moneyDeposited(1), { commandId: 'deposit-1' })),
    rejectionOf(store.append('s', moneyDeposited(2))),
  ]
  const [named, unnamed] = await Promise.all(outcomes)
  expect(named).toBeInstanceOf(AppendOutcomeUnknown)
  expect(named).toMatchObject({ commandId: 'deposit-1', message: expect.stringContaining('"deposit-1"') })
  expect(unnamed).toBeInstanceOf(AppendOutcomeUnknown)
  expect(unnamed).toMatchObject({ commandId: undefined })

  isGone = false
  const again = await store.append('s', moneyDeposited(1), { commandId: 'deposit-1' })
  expect(again).toMatchObject({ duplicate: true, globalPosition: 1 })
})
