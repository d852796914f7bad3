import {
  type EventStore,
  ImportConflict,
  ImportRejected,
  LogLost,
  NewerSchema,
  openEventStore,
  QuotaExceeded,
  StorageFailed,
  StoreBlocked,
  verifyLog,
} from 'rewindable'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { rejectionOf } from '../awaiting.ts'
import { openRaw, withRawStore } from '../faults/raw-database.ts'
import {
  abortsAfterSuccess,
  abortsInSilence,
  failsToAdd,
  refusesToAdd,
  type TransactionFault,
} from '../faults/transaction-faults.ts'
import { inIndexedDB, newName, untilTheEnd } from '../places.ts'
import { upTo } from '../projection/telling-projections.ts'
import { amountsIn, fileOf, oldLog } from './two-tabs.ts'

const newLog = upTo(600).map((amount) => amount * 10)

/** What goes wrong with the transaction of the upgrade, and with the request that asked for it. */
type Harm = {
  readonly before?: (databaseName: string) => void
  readonly transaction?: TransactionFault
  readonly request?: (request: IDBOpenDBRequest) => void
}

/** A store that has the old log, in which the next upgrades go wrong; and another one, in which nothing does. */
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
  await store.importJsonl(await fileOf(oldLog))
  return { name, store, other: await inIndexedDB<BankEvent>(name) }
}

async function expectLog(stores: readonly EventStore<BankEvent>[], amounts: readonly number[]): Promise<void> {
  for (const store of stores) expect(await amountsIn(store)).toEqual(amounts)
  for (const store of stores) await store.append('account:2', moneyDeposited(1))
  const end = amounts.length + stores.length
  for (const store of stores) expect(await verifyLog(store)).toEqual({ soundUntil: end, lastPosition: end })
}

/** The upgrade is stored, but all that is heard of it is that the connection broke. */
function losesReply(request: IDBOpenDBRequest): void {
  request.addEventListener('success', (event) => {
    event.stopImmediatePropagation()
    request.result.close()
    const Kind = event.constructor as typeof Event
    Object.defineProperty(request, 'error', { get: () => new DOMException('made for a test', 'AbortError') })
    request.dispatchEvent(new Kind('error', { cancelable: true }))
  })
}

describe('a replacement', () => {
  test('that meets a full disk rejects with QuotaExceeded, leaves the old log, and can be repeated', async () => {
    const { store, other } = await openWith({ transaction: abortsAfterSuccess('QuotaExceededError') }, 2)
    const file = await fileOf(newLog)
    expect(await rejectionOf(store.replaceFromJsonl(file))).toBeInstanceOf(QuotaExceeded)
    expect(await amountsIn(other)).toEqual(oldLog)
    await store.replaceFromJsonl(file)
    await expectLog([other, store], newLog)
  })

  test('that meets a full disk once makes room and goes on', async () => {
    const { store, other } = await openWith({ transaction: abortsAfterSuccess('QuotaExceededError') })
    await store.replaceFromJsonl(await fileOf(newLog))
    await expectLog([other, store], newLog)
  })

  test.each([
    ['a request fails', failsToAdd('DataError')],
    ['a record is too large for the engine', refusesToAdd('DataError')],
    ['a later record is too large for the engine', refusesToAdd('DataError', 1)],
  ])('in which %s rejects with StorageFailed and leaves the old log', async (_, transaction) => {
    const { store, other } = await openWith({ transaction })
    const error = await rejectionOf(store.replaceFromJsonl(await fileOf(newLog)))
    expect(error).toBeInstanceOf(StorageFailed)
    await expectLog([other, store], oldLog)
  })

  test('that fails does not fail what was asked of the store meanwhile', async () => {
    let appending: Promise<unknown> | undefined
    const { store, other } = await openWith({
      transaction: (transaction) => {
        refusesToAdd('DataError')(transaction)
        appending = store.append('account:1', moneyDeposited(7))
      },
    })
    expect(await rejectionOf(store.replaceFromJsonl(await fileOf(newLog)))).toBeInstanceOf(StorageFailed)
    expect(await appending).toMatchObject({ globalPosition: 11 })
    await expectLog([other, store], [...oldLog, 7])
  })

  test('whose transaction aborts without a reason is tried once more', async () => {
    const { store, other } = await openWith({ transaction: abortsInSilence })
    await store.replaceFromJsonl(await fileOf(newLog))
    await expectLog([other, store], newLog)
  })

  test('whose transaction aborts without a reason every time rejects and leaves the old log', async () => {
    const { store, other } = await openWith({ transaction: abortsInSilence }, 2)
    expect(await rejectionOf(store.replaceFromJsonl(await fileOf(newLog)))).toBeInstanceOf(StorageFailed)
    await expectLog([other, store], oldLog)
  })

  test.each([
    ['', newLog],
    [', of a log that is empty now,', []],
  ])('whose reply is lost%s is found, and not done twice', async (_, amounts) => {
    const { name, store, other } = await openWith({ request: losesReply })
    await store.replaceFromJsonl(await fileOf(amounts), { allowEmpty: true })
    const database = await openRaw(name)
    expect(database.version).toBe(1_001)
    database.close()
    await expectLog([other, store], amounts)
  })

  test('that another tab stands in the way of rejects with StoreBlocked, and the old log stays', async () => {
    const { name, store } = await openWith({})
    // As a tab that is frozen does, it does not let go.
    const inTheWay = await openRaw(name)
    onTestFinished(() => inTheWay.close())
    expect(await rejectionOf(store.replaceFromJsonl(await fileOf(newLog)))).toBeInstanceOf(StoreBlocked)
    inTheWay.close()
    const other = await inIndexedDB<BankEvent>(name)
    await expectLog([other, store], oldLog)
  })

  test('whose store is closed meanwhile replaces all or nothing', async () => {
    const { name, store, other } = await openWith({ transaction: () => void store.close() })
    const outcome = await store.replaceFromJsonl(await fileOf(newLog)).then(
      () => newLog,
      () => oldLog,
    )
    await expectLog([other, await inIndexedDB<BankEvent>(name)], outcome)
  })

  test('of a log that was deleted meanwhile rejects with LogLost and leaves the log that took its place', async () => {
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
    expect(await rejectionOf(store.replaceFromJsonl(source))).toBeInstanceOf(LogLost)
    expect(await amountsIn(await inIndexedDB<BankEvent>(name))).toEqual([3])
  })

  test('of a log that another one took the place of at the last moment rejects with LogLost and leaves that', async () => {
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
    expect(await rejectionOf(store.replaceFromJsonl('', { allowEmpty: true }))).toBeInstanceOf(LogLost)
    expect(await amountsIn(await inIndexedDB<BankEvent>(name))).toEqual(oldLog)
  })

  test('leaves nothing where it waited, and neither does one that is refused', async () => {
    const { name, store } = await openWith({})
    const file = await fileOf(newLog)
    expect(await rejectionOf(store.replaceFromJsonl(`${file}{`))).toBeInstanceOf(ImportRejected)
    expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
    await store.replaceFromJsonl(file)
    expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
  })

  test('that was cut off before its end changes nothing, and is cleared away by the next one', async () => {
    const { name, store, other } = await openWith({})
    const [left] = (await withRawStore(name, 'commits', (commits) => commits.getAll())) as unknown[]
    await withRawStore(name, 'staging', (staging) => staging.put(left, ['import of a killed page', 1]))
    expect(await amountsIn(store)).toEqual(oldLog)
    await store.replaceFromJsonl(await fileOf(newLog))
    await expectLog([other, store], newLog)
    expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
  })
})

test('of two replacements at once in two tabs, one or both are done, and the log is one of the two files', async () => {
  for (let turn = 0; turn < 10; turn += 1) {
    const name = newName()
    const [one, two] = [await inIndexedDB<BankEvent>(name), await inIndexedDB<BankEvent>(name)]
    await one.append('account:1', moneyDeposited(1))
    const logs = [upTo(30), upTo(40)]
    const files = await Promise.all(logs.map((amounts) => fileOf(amounts)))
    const outcomes = await Promise.allSettled(
      [one, two].map((store, index) => store.replaceFromJsonl(files[index] ?? '')),
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

test('a store opens a log that was replaced, however often, and refuses one with newer object stores', async () => {
  const name = newName()
  const store = await inIndexedDB<BankEvent>(name)
  for (let turn = 1; turn <= 3; turn += 1) await store.replaceFromJsonl(await fileOf(upTo(turn)))
  expect(await amountsIn(await inIndexedDB<BankEvent>(name))).toEqual(upTo(3))
  await store.close()
  const newer = await openRaw(name, 4_002)
  newer.close()
  expect(await rejectionOf(openEventStore(name))).toBeInstanceOf(NewerSchema)
})
