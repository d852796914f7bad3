import { type EventStore, openEventStore } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect } from '../async-results.ts'
import { rawCommits } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'

type Seen = { readonly mode: IDBTransactionMode; readonly durability: IDBTransactionDurability | undefined }

/** Opens a store and records its transactions. */
async function openWatched(name = newName(), onWrite: (store: EventStore) => void = () => {}) {
  const transactions: Seen[] = []
  const indexedDB = watchedIndexedDB({
    onTransaction: ({ mode }, { durability }) => {
      transactions.push({ mode, durability })
      if (mode === 'readwrite') onWrite(store)
    },
  })
  const store: EventStore = untilTheEnd(await openEventStore(name, { indexedDB }))
  const count = (mode: IDBTransactionMode): number => transactions.filter((one) => one.mode === mode).length
  return { name, store, transactions, count }
}

describe('transactions of awaited appends', () => {
  test('an append to a known stream needs one transaction and no read', async () => {
    const { store, transactions } = await openWatched()
    const { streamVersion } = await store.append('s', moneyDeposited(1), { expectedVersion: 0 })
    transactions.length = 0
    await store.append('s', moneyDeposited(2), { expectedVersion: streamVersion })
    await store.append('s', [moneyDeposited(3), moneyDeposited(4)], { expectedVersion: 2, commandId: 'c' })
    expect(transactions.map(({ mode }) => mode)).toEqual(['readwrite', 'readwrite'])
  })

  test('an append to a stream that is new to the writer needs one transaction', async () => {
    const { store, transactions } = await openWatched()
    await store.append('s', moneyDeposited(1))
    transactions.length = 0
    await store.append('t', moneyDeposited(1))
    expect(transactions.map(({ mode }) => mode)).toEqual(['readwrite'])
  })

  test('an append uses the durability from its options', async () => {
    const { store, transactions } = await openWatched()
    await store.append('s', moneyDeposited(1))
    await store.append('s', moneyDeposited(2), { durability: 'strict' })
    await store.append('s', moneyDeposited(3), { durability: 'default' })
    await store.appendBatch([{ streamId: 's', events: [moneyDeposited(4)] }], { durability: 'strict' })
    const writes = transactions.filter(({ mode }) => mode === 'readwrite')
    expect(writes.map(({ durability }) => durability)).toEqual(['default', 'strict', 'default', 'strict'])
  })
})

describe('transactions of concurrent appends', () => {
  test('appends that start in the same task are written in one transaction as one record', async () => {
    const { name, store, count } = await openWatched()
    const results = await Promise.all(upTo(100).map((amount) => store.append(`s${amount % 9}`, moneyDeposited(amount))))
    expect(results.map(({ globalPosition }) => globalPosition)).toEqual(upTo(100))
    expect(count('readwrite')).toBe(1)
    expect(await rawCommits(name)).toHaveLength(1)
  })

  test('appends that start while a transaction is in flight are written together in the next one', async () => {
    const behind: Promise<unknown>[] = []
    const { name, store, count } = await openWatched(newName(), (store) => {
      if (behind.length === 0) for (const amount of upTo(50)) behind.push(store.append('s', moneyDeposited(amount)))
    })
    await store.append('s', moneyDeposited(0))
    await Promise.all(behind)
    expect(count('readwrite')).toBe(2)
    expect((await rawCommits(name)).map((commit) => commit.count)).toEqual([1, 50])
  })

  test('a group of appends uses strict durability if one append requests strict durability', async () => {
    const { store, transactions } = await openWatched()
    await Promise.all([
      store.append('s', moneyDeposited(1)),
      store.append('s', moneyDeposited(2), { durability: 'strict' }),
    ])
    expect(transactions.filter(({ mode }) => mode === 'readwrite')).toEqual([
      { mode: 'readwrite', durability: 'strict' },
    ])
  })

  test('a conflict of one append does not affect the other appends of its group', async () => {
    const { store, count } = await openWatched()
    await store.append('s', moneyDeposited(0))
    const outcomes = await Promise.allSettled([
      store.append('s', moneyDeposited(1), { expectedVersion: 1 }),
      store.append('s', moneyDeposited(2), { expectedVersion: 1 }),
      store.append('s', moneyDeposited(3), { expectedVersion: 2 }),
      store.append('t', moneyDeposited(4), { expectedVersion: 'streamExists' }),
      store.append('t', moneyDeposited(5), { commandId: 'c' }),
      store.append('t', moneyDeposited(6), { commandId: 'c' }),
    ])
    const versions = outcomes.map((one) => (one.status === 'fulfilled' ? one.value.streamVersion : one.reason.code))
    expect(versions).toEqual([2, 'ConcurrencyConflict', 3, 'ConcurrencyConflict', 1, 1])
    expect(count('readwrite')).toBe(2)
    const amounts = (await collect(store.readAll())).map(({ data }) => data)
    expect(amounts).toEqual([0, 1, 3, 5].map((amount) => ({ amount })))
  })

  test('5,000 concurrent appends are split into several transactions', async () => {
    const { store, count } = await openWatched()
    await Promise.all(upTo(5_000).map((amount) => store.append('s', moneyDeposited(amount))))
    expect(count('readwrite')).toBeGreaterThan(1)
    expect(count('readwrite')).toBeLessThan(10)
    expect(await store.streamVersion('s')).toBe(5_000)
  })
})

describe('record sizes', () => {
  const note = 'n'.repeat(700)

  test('the records of a large append each stay below 48 KiB', async () => {
    const { name, store, count } = await openWatched()
    await store.append(
      's',
      upTo(500).map((amount) => moneyDeposited(amount, note)),
    )
    await Promise.all(upTo(500).map((amount) => store.append('t', moneyDeposited(amount, note))))
    expect(count('readwrite')).toBe(2)
    const sizes = (await rawCommits(name)).map(({ events }) => new Blob([events]).size)
    expect(sizes.length).toBeGreaterThan(14)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(48 * 1024)
  })

  test('records stay below 48 KiB in UTF-16 too, which engines use for text beyond Latin-1', async () => {
    const name = newName()
    const store = await inIndexedDB(name)
    await store.append(
      's',
      upTo(500).map((amount) => moneyDeposited(amount, '象'.repeat(300))),
    )
    const sizes = (await rawCommits(name)).map(({ events }) => events.length * 2)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(48 * 1024)
  })

  test('an event larger than 48 KiB gets its own record', async () => {
    const name = newName()
    const store = await inIndexedDB(name)
    const huge = moneyDeposited(2, 'n'.repeat(100_000))
    await store.append('s', [moneyDeposited(1), huge, moneyDeposited(3)])
    expect((await rawCommits(name)).map(({ position, count }) => [position, count])).toEqual([
      [1, 1],
      [2, 1],
      [3, 1],
    ])
    expect((await store.readStream('s')).events.map(({ streamVersion }) => streamVersion)).toEqual([1, 2, 3])
  })
})
