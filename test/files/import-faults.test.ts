import {
  type EventStore,
  exportJsonl,
  ImportRejected,
  importJsonl,
  openEventStore,
  QuotaExceeded,
  StorageFailed,
} from 'rewindable'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { rawCommits, withRawStore } from '../faults/raw-database.ts'
import {
  abortsAfterSuccess,
  failsToAdd,
  losesReply,
  refusesToAdd,
  type TransactionFault,
  whenWriting,
} from '../faults/transaction-faults.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'

/** The export of a log of 1,200 events in commits of 3. */
async function exported(): Promise<string> {
  const store = await inIndexedDB(newName())
  await Promise.all(
    upTo(400).map((amount) =>
      store.append(
        `s${amount % 5}`,
        upTo(3).map((part) => moneyDeposited(amount * part)),
      ),
    ),
  )
  return new Response(exportJsonl(store)).text()
}

/** A store in which a fault happens when staged events move into the log. */
async function openWith(fault: TransactionFault, times = 1): Promise<EventStore> {
  const once = whenWriting(fault, times)
  const indexedDB = watchedIndexedDB({
    onTransaction: (transaction) => {
      if (transaction.objectStoreNames.contains('commits')) once(transaction)
    },
  })
  return untilTheEnd(await openEventStore(newName(), { indexedDB }))
}

describe('an import', () => {
  test('an import that exceeds the quota rejects with QuotaExceeded, changes nothing, and can be repeated', async () => {
    const file = await exported()
    const store = await openWith(abortsAfterSuccess('QuotaExceededError', 'delete'), 2)
    expect(await rejectionOf(importJsonl(store, file))).toBeInstanceOf(QuotaExceeded)
    expect(await store.lastPosition()).toBe(0)
    expect((await importJsonl(store, file)).imported).toBe(1_200)
    expect(await new Response(exportJsonl(store)).text()).toBe(file)
  })

  test('an import rejects with StorageFailed and its cause when the database fails', async () => {
    const store = await openWith(failsToAdd('DataError'))
    const error = await rejectionOf(importJsonl(store, await exported()))
    expect(error).toBeInstanceOf(StorageFailed)
    expect(error).toMatchObject({ cause: { name: 'DataError' } })
    expect(await store.lastPosition()).toBe(0)
  })

  test('an import with a record that is too large for the engine changes nothing', async () => {
    const store = await openWith(refusesToAdd('DataError', 2))
    expect(await rejectionOf(importJsonl(store, await exported()))).toMatchObject({ cause: { name: 'DataError' } })
    expect(await store.lastPosition()).toBe(0)
  })

  test('an import whose result is lost is looked up and not repeated', async () => {
    const file = await exported()
    const store = await openWith(losesReply())
    expect(await importJsonl(store, file)).toEqual({ imported: 1_200, alreadyThere: 0, lastPosition: 1_200 })
    expect(await new Response(exportJsonl(store)).text()).toBe(file)
  })

  test('an import whose store is closed at the last moment settles with its actual outcome', async () => {
    const file = await exported()
    const name = newName()
    const closing: Promise<void>[] = []
    const indexedDB = watchedIndexedDB({
      onTransaction: ({ mode, objectStoreNames }) => {
        if (mode === 'readwrite' && objectStoreNames.contains('commits')) closing.push(store.close())
      },
    })
    const store = untilTheEnd(await openEventStore(name, { indexedDB }))
    expect(await importJsonl(store, file)).toMatchObject({ imported: 1_200 })
    await Promise.all(closing)
    expect(await (await inIndexedDB(name)).lastPosition()).toBe(1_200)
  })

  test('an import ignores the staged events of an interrupted import', async () => {
    const name = newName()
    const store = await inIndexedDB(name)
    const source = newName()
    await (await inIndexedDB(source)).append('s', moneyDeposited(1))
    const [left] = await rawCommits(source)
    await withRawStore(name, 'staging', (staging) => staging.put(left, ['import of a killed page', 1]))
    expect(await store.lastPosition()).toBe(0)
    expect((await importJsonl(store, await exported())).imported).toBe(1_200)
    expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
  })

  test('a rejected or a finished import leaves no staged events', async () => {
    const name = newName()
    const store = await inIndexedDB(name)
    const file = await exported()
    expect(await rejectionOf(importJsonl(store, `${file}not JSON`))).toBeInstanceOf(ImportRejected)
    expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
    await importJsonl(store, file)
    expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
  })

  test('an import of bytes that are not UTF-8 rejects with the number of the line', async () => {
    const store = await inIndexedDB(newName())
    const lines = (await exported()).split('\n')
    const bytes = [new TextEncoder().encode(`${lines.slice(0, 2).join('\n')}\n`), new Uint8Array([0x7b, 0xff, 0x0a])]
    const error = await rejectionOf(importJsonl(store, new Blob(bytes)))
    expect(error).toBeInstanceOf(ImportRejected)
    expect(await collect(store.readAll())).toEqual([])
  })

  test('an import writes small records, as appends do', async () => {
    const name = newName()
    const store = await inIndexedDB(name)
    await importJsonl(store, await exported())
    const commits = await rawCommits(name)
    expect(commits.length).toBeLessThan(20)
    expect(Math.max(...commits.map(({ events }) => events.length))).toBeLessThanOrEqual(48 * 1024)
  })
})

test('an import can be aborted while its file stalls', async () => {
  const store = await inIndexedDB(newName())
  const stalled = new ReadableStream<Uint8Array>({ pull: () => new Promise(() => {}) })
  const controller = new AbortController()
  const importing = rejectionOf(importJsonl(store, stalled, { signal: controller.signal }))
  controller.abort(new Error('aborted by the test'))
  expect(await importing).toMatchObject({ message: 'aborted by the test' })
  expect(await store.lastPosition()).toBe(0)
})
