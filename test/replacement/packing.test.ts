import { openEventStore } from 'rewindable'
import { expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../awaiting.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, untilTheEnd } from '../places.ts'
import { upTo } from '../projection/telling-projections.ts'
import { manySmallCommits, packedLog, pagesOf } from '../storage/packed-log.ts'
import { amountsIn, fileOf } from './two-tabs.ts'

test('a log that was read from pages is read from the new commits once it was replaced', async () => {
  const { name, store } = await packedLog()
  const amounts = upTo(4_500).map((amount) => amount * 10)
  await store.replaceFromJsonl(await fileOf(amounts))
  expect(await pagesOf(name)).toEqual([])
  expect(await amountsIn(store)).toEqual(amounts)
})

test('a tab that packs the log while another one replaces it saves no page of the old log', async () => {
  const { name, store: other } = await manySmallCommits()
  const file = await fileOf(upTo(1_500).map((amount) => amount * 10))
  let replaced: Promise<unknown> | undefined
  // The first page is to be saved: its events are read already.
  const indexedDB = watchedIndexedDB({
    onTransaction: ({ mode, objectStoreNames }) => {
      const isSaving = mode === 'readwrite' && objectStoreNames.contains('pages')
      if (isSaving) replaced ??= other.replaceFromJsonl(file)
    },
  })
  const store = untilTheEnd(await openEventStore<BankEvent>(name, { indexedDB }))
  await collect(store.readAll())
  await eventually(() => expect(replaced).toBeDefined())
  await replaced
  await store.append('account:1', moneyDeposited(7))
  const amounts = [...upTo(1_500).map((amount) => amount * 10), 7]
  expect(await amountsIn(store)).toEqual(amounts)
  expect(await amountsIn(await inIndexedDB<BankEvent>(name))).toEqual(amounts)
})
