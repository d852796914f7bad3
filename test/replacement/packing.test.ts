import { importJsonl, openEventStore, replaceFromJsonl } from 'rewindable'
import { expect, test } from 'vitest'
import type { BankEvent } from '../../examples/bank-account.ts'
import { amountsIn } from '../amounts-in.ts'
import { collect, eventually } from '../async-results.ts'
import { rawCommits } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { nextTask } from '../next-task.ts'
import { inIndexedDB, newName, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import type { CommitRecord } from '../raw-commit.ts'
import { manySmallCommits, packedLog, pagesOf } from '../storage/packed-log.ts'
import { fileOf } from './two-tabs.ts'

test('a replacement drops all pages, and later reads return the new commits', async () => {
  const { name, store } = await packedLog()
  const amounts = upTo(4_500).map((amount) => amount * 10)
  await replaceFromJsonl(store, await fileOf(amounts))
  expect(await pagesOf(name)).toEqual([])
  expect(await amountsIn(store)).toEqual(amounts)
})

test('a tab that packs the old log saves no page after another tab replaced that log', async () => {
  const { name, store: other } = await manySmallCommits()
  const { logId } = other
  const source = newName()
  const amounts = upTo(1_500).map((amount) => amount * 10)
  await importJsonl(await inIndexedDB<BankEvent>(source), await fileOf(amounts))
  const commits = await rawCommits(source)
  let isReplaced = false
  // Between reading and saving the first page, the connection closes and another tab replaces the log.
  const indexedDB = watchedIndexedDB({
    onTransaction: ({ mode, objectStoreNames }) => {
      if (isReplaced || mode !== 'readwrite' || !objectStoreNames.contains('pages')) return
      isReplaced = true
      replaceRaw(name, logId, commits)
      throw new DOMException('The database connection is closing.', 'InvalidStateError')
    },
  })
  const store = untilTheEnd(await openEventStore<BankEvent>(name, { indexedDB }))
  await collect(store.readAll())
  await eventually(() => expect(isReplaced).toBe(true))
  // A read would drop a page of another log, so this loop reads the raw pages.
  for (let look = 0; look < 50; look += 1) {
    expect(await pagesOf(name)).toEqual([])
    await nextTask()
  }
  expect(await amountsIn(store)).toEqual(amounts)
  expect(await amountsIn(await inIndexedDB<BankEvent>(name))).toEqual(amounts)
})

/** Replaces the log directly in the database, as another tab does. */
function replaceRaw(name: string, logId: string, commits: readonly CommitRecord[]): void {
  const request = indexedDB.open(`rewindable:${name}`, 1_001)
  request.onupgradeneeded = () => {
    const [log, meta] = ['commits', 'meta'].map((store) => request.transaction?.objectStore(store))
    log?.clear()
    for (const commit of commits) log?.add(commit)
    meta?.put({ logId, format: 1, replacedBy: 'another import' }, 'log')
    meta?.delete('pages')
  }
  request.onsuccess = () => request.result.close()
}
