import {
  type EventStore,
  ImportConflict,
  ImportRejected,
  importJsonl,
  LogLost,
  NewerSchema,
  openEventStore,
  QuotaExceeded,
  replaceFromJsonl,
  StorageFailed,
  StoreBlocked,
  verifyLog,
} from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { amountsIn } from '../amounts-in.ts'
import { rejectionOf } from '../async-results.ts'
import { databaseEvent } from '../faults/database-events.ts'
import { sayError } from '../faults/engine-errors.ts'
import { holdOpen, openRaw, withRawStore } from '../faults/raw-database.ts'
import {
  abortsAfterSuccess,
  abortsInSilence,
  failsToAdd,
  refusesToAdd,
  type TransactionFault,
} from '../faults/transaction-faults.ts'
import { inIndexedDB, newName, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { fileOf, oldLog } from './two-tabs.ts'

const newLog = upTo(600).map((amount) => amount * 10)

/** Faults of the upgrade transaction and of its open request. */
type Harm = {
  readonly before?: (databaseName: string) => void
  readonly transaction?: TransactionFault
  readonly request?: (request: IDBOpenDBRequest) => void
}

/** Opens two stores on the old log. In the first, the next `times` upgrades are faulty. */
async function openWith({ before, transaction, request }: Harm, times = 1) {
  const name = newName()
  let left = times
  const open: IDBFactory['open'] = (databaseName, version) => {
    if (version === undefined || left === 0) return indexedDB.open(databaseName, version)
    left -= 1
    before?.(databaseName)
    const asked = indexedDB.open(databaseName, version)
    request?.(asked)
    asked.addEventListener('upgradeneeded', () => asked.transaction && transaction?.(asked.transaction))
    return asked
  }
  const faulty = Object.assign(Object.create(indexedDB) as IDBFactory, {
    open,
    deleteDatabase: (databaseName: string) => indexedDB.deleteDatabase(databaseName),
  })
  const store = untilTheEnd(await openEventStore<BankEvent>(name, { indexedDB: faulty, openTimeout: 300 }))
  await importJsonl(store, await fileOf(oldLog))
  return { name, store, other: await inIndexedDB<BankEvent>(name) }
}

async function expectLog(stores: readonly EventStore<BankEvent>[], amounts: readonly number[]): Promise<void> {
  for (const store of stores) expect(await amountsIn(store)).toEqual(amounts)
  for (const store of stores) await store.append('account:2', moneyDeposited(1))
  const end = amounts.length + stores.length
  for (const store of stores) expect(await verifyLog(store)).toEqual({ soundUntil: end, lastPosition: end })
}

/** Lets the upgrade commit, but reports a broken connection. */
function losesReply(request: IDBOpenDBRequest): void {
  request.addEventListener('success', (event) => {
    event.stopImmediatePropagation()
    request.result.close()
    sayError(request, { name: 'AbortError', message: 'injected by a test' })
    request.dispatchEvent(databaseEvent('error', { cancelable: true }))
  })
}

describe('replacements with faults', () => {
  test('a replacement on a full disk rejects with QuotaExceeded, leaves the old log and can be retried', async () => {
    const { store, other } = await openWith({ transaction: abortsAfterSuccess('QuotaExceededError') }, 2)
    const file = await fileOf(newLog)
    expect(await rejectionOf(replaceFromJsonl(store, file))).toBeInstanceOf(QuotaExceeded)
    expect(await amountsIn(other)).toEqual(oldLog)
    await replaceFromJsonl(store, file)
    await expectLog([other, store], newLog)
  })

  test('a replacement on a full disk frees space and succeeds if the freed space is enough', async () => {
    const { store, other } = await openWith({ transaction: abortsAfterSuccess('QuotaExceededError') })
    await replaceFromJsonl(store, await fileOf(newLog))
    await expectLog([other, store], newLog)
  })

  test.each([
    ['a request fails', failsToAdd('DataError')],
    ['a record is too large for the engine', refusesToAdd('DataError')],
    ['a later record is too large for the engine', refusesToAdd('DataError', 1)],
  ])('a replacement rejects with StorageFailed and leaves the old log if %s', async (_, transaction) => {
    const { store, other } = await openWith({ transaction })
    const error = await rejectionOf(replaceFromJsonl(store, await fileOf(newLog)))
    expect(error).toBeInstanceOf(StorageFailed)
    await expectLog([other, store], oldLog)
  })

  test('a failed replacement does not affect an append that started during it', async () => {
    let appending: Promise<unknown> | undefined
    const { store, other } = await openWith({
      transaction: (transaction) => {
        refusesToAdd('DataError')(transaction)
        appending = store.append('account:1', moneyDeposited(7))
      },
    })
    expect(await rejectionOf(replaceFromJsonl(store, await fileOf(newLog)))).toBeInstanceOf(StorageFailed)
    expect(await appending).toMatchObject({ globalPosition: 11 })
    await expectLog([other, store], [...oldLog, 7])
  })

  test('a replacement is retried once if its transaction aborts without a reason', async () => {
    const { store, other } = await openWith({ transaction: abortsInSilence })
    await replaceFromJsonl(store, await fileOf(newLog))
    await expectLog([other, store], newLog)
  })

  test('a replacement rejects and leaves the old log if its transaction aborts without a reason twice', async () => {
    const { store, other } = await openWith({ transaction: abortsInSilence }, 2)
    expect(await rejectionOf(replaceFromJsonl(store, await fileOf(newLog)))).toBeInstanceOf(StorageFailed)
    await expectLog([other, store], oldLog)
  })

  test.each([
    ['600 events', newLog],
    ['an empty log', []],
  ])('a replacement by %s whose reply is lost resolves and is done once', async (_, amounts) => {
    const { name, store, other } = await openWith({ request: losesReply })
    await replaceFromJsonl(store, await fileOf(amounts), { allowEmpty: true })
    const database = await openRaw(name)
    expect(database.version).toBe(1_001)
    database.close()
    await expectLog([other, store], amounts)
  })

  test('a replacement that another tab blocks rejects with StoreBlocked and leaves the old log', async () => {
    const { name, store } = await openWith({})
    // This connection stays open, as in a frozen tab.
    const inTheWay = await holdOpen(name)
    expect(await rejectionOf(replaceFromJsonl(store, await fileOf(newLog)))).toBeInstanceOf(StoreBlocked)
    inTheWay.close()
    const other = await inIndexedDB<BankEvent>(name)
    await expectLog([other, store], oldLog)
  })

  test('a replacement whose store closes during the upgrade replaces the whole log or nothing', async () => {
    const { name, store, other } = await openWith({ transaction: () => void store.close() })
    const outcome = await replaceFromJsonl(store, await fileOf(newLog)).then(
      () => newLog,
      () => oldLog,
    )
    await expectLog([other, await inIndexedDB<BankEvent>(name)], outcome)
  })

  test('a replacement of a log that was deleted and recreated rejects with LogLost and leaves the new log', async () => {
    const { name, store, other } = await openWith({})
    await other.close()
    const source = new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          controller.enqueue(new TextEncoder().encode(await fileOf(newLog)))
          await new Promise((resolve) => {
            indexedDB.deleteDatabase(`rewindable:${name}`).onsuccess = resolve
          })
          await (await inIndexedDB<BankEvent>(name)).append('account:1', moneyDeposited(3))
          controller.close()
        },
      },
      { highWaterMark: 0 },
    )
    expect(await rejectionOf(replaceFromJsonl(store, source))).toBeInstanceOf(LogLost)
    expect(await amountsIn(await inIndexedDB<BankEvent>(name))).toEqual([3])
  })

  test('a replacement rejects with LogLost if another log appears right before its upgrade', async () => {
    const before = (databaseName: string): void => {
      const other = indexedDB.open(databaseName)
      other.onsuccess = () => {
        const transaction = other.result.transaction('meta', 'readwrite')
        transaction.objectStore('meta').put({ logId: 'another log', format: 1 }, 'log')
        other.result.close()
      }
    }
    const { name, store, other } = await openWith({ before })
    await other.close()
    expect(await rejectionOf(replaceFromJsonl(store, '', { allowEmpty: true }))).toBeInstanceOf(LogLost)
    expect(await amountsIn(await inIndexedDB<BankEvent>(name))).toEqual(oldLog)
  })

  test('a replacement leaves no staged events, whether it succeeds or is rejected', async () => {
    const { name, store } = await openWith({})
    const file = await fileOf(newLog)
    expect(await rejectionOf(replaceFromJsonl(store, `${file}{`))).toBeInstanceOf(ImportRejected)
    expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
    await replaceFromJsonl(store, file)
    expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
  })

  test('staged events of a killed page change nothing, and the next replacement deletes them', async () => {
    const { name, store, other } = await openWith({})
    const [left] = (await withRawStore(name, 'commits', (commits) => commits.getAll())) as unknown[]
    await withRawStore(name, 'staging', (staging) => staging.put(left, ['import of a killed page', 1]))
    expect(await amountsIn(store)).toEqual(oldLog)
    await replaceFromJsonl(store, await fileOf(newLog))
    await expectLog([other, store], newLog)
    expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
  })
})

test('two concurrent replacements in two tabs leave exactly one of the two files as the log', async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    const name = newName()
    const [one, two] = [await inIndexedDB<BankEvent>(name), await inIndexedDB<BankEvent>(name)]
    await one.append('account:1', moneyDeposited(1))
    const logs = [upTo(30), upTo(40)]
    const files = await Promise.all(logs.map((amounts) => fileOf(amounts)))
    const outcomes = await Promise.allSettled(
      [one, two].map((store, index) => replaceFromJsonl(store, files[index] ?? '')),
    )
    for (const outcome of outcomes) {
      if (outcome.status === 'rejected') expect(outcome.reason).toBeInstanceOf(ImportConflict)
    }
    const done = logs.filter((_, index) => outcomes[index]?.status === 'fulfilled')
    expect(done).not.toEqual([])
    const found = await amountsIn(one)
    expect(done).toContainEqual(found)
    await expectLog([two, one], logs.find(({ length }) => length === found.length) ?? [])
  }
})

test('a store opens a log that was replaced several times, and rejects a database with a newer schema', async () => {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  for (let turn = 1; turn <= 3; turn += 1) await replaceFromJsonl(store, await fileOf(upTo(turn)))
  expect(await amountsIn(await inIndexedDB<BankEvent>(name))).toEqual(upTo(3))
  await store.close()
  const newer = await openRaw(name, 4_002)
  newer.close()
  expect(await rejectionOf(openEventStore(name))).toBeInstanceOf(NewerSchema)
})
