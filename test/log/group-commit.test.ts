import { type EventStore, openEventStore } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect } from '../awaiting.ts'
import { rawCommits } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, untilTheEnd } from '../places.ts'
import { upTo } from '../projection/telling-projections.ts'

type Seen = { readonly mode: IDBTransactionMode; readonly durability: IDBTransactionDurability | undefined }

/** A store, and what transactions it has asked for. */
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

describe('an append that is awaited', () => {
  test('needs one transaction and no read, once the stream is known', async () => {
    const { store, transactions } = await openWatched()
    const { streamVersion } = await store.append('s', moneyDeposited(1), { expectedVersion: 0 })
    transactions.length = 0
    await store.append('s', moneyDeposited(2), { expectedVersion: streamVersion })
    await store.append('s', [moneyDeposited(3), moneyDeposited(4)], { expectedVersion: 2, commandId: 'c' })
    expect(transactions.map(({ mode }) => mode)).toEqual(['readwrite', 'readwrite'])
  })

  test('needs one transaction, too, when the stream is new to the writer', async () => {
    const { store, transactions } = await openWatched()
    await store.append('s', moneyDeposited(1))
    transactions.length = 0
    await store.append('t', moneyDeposited(1))
    expect(transactions.map(({ mode }) => mode)).toEqual(['readwrite'])
  })

  test('asks for the durability it was given', async () => {
    const { store, transactions } = await openWatched()
    await store.append('s', moneyDeposited(1))
    await store.append('s', moneyDeposited(2), { durability: 'strict' })
    await store.append('s', moneyDeposited(3), { durability: 'default' })
    await store.appendBatch([{ streamId: 's', events: [moneyDeposited(4)] }], { durability: 'strict' })
    const writes = transactions.filter(({ mode }) => mode === 'readwrite')
    expect(writes.map(({ durability }) => durability)).toEqual(['default', 'strict', 'default', 'strict'])
  })
})

describe('appends that are issued together', () => {
  test('in one breath go out in one transaction, as one record', async () => {
    const { name, store, count } = await openWatched()
    const results = await Promise.all(upTo(100).map((amount) => store.append(`s${amount % 9}`, moneyDeposited(amount))))
    expect(results.map(({ globalPosition }) => globalPosition)).toEqual(upTo(100))
    expect(count('readwrite')).toBe(1)
    expect(await rawCommits(name)).toHaveLength(1)
  })

  test('while a transaction is under way go out together in the next one', async () => {
    const behind: Promise<unknown>[] = []
    const { name, store, count } = await openWatched(newName(), (store) => {
      if (behind.length === 0) for (const amount of upTo(50)) behind.push(store.append('s', moneyDeposited(amount)))
    })
    await store.append('s', moneyDeposited(0))
    await Promise.all(behind)
    expect(count('readwrite')).toBe(2)
    expect((await rawCommits(name)).map((commit) => commit.count)).toEqual([1, 50])
  })

  test('are flushed to the disk if one of them asks for it', async () => {
    const { store, transactions } = await openWatched()
    await Promise.all([
      store.append('s', moneyDeposited(1)),
      store.append('s', moneyDeposited(2), { durability: 'strict' }),
    ])
    expect(transactions.filter(({ mode }) => mode === 'readwrite')).toEqual([
      { mode: 'readwrite', durability: 'strict' },
    ])
  })

  test('each get their own result or conflict, and those after a conflict are unharmed', async () => {
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

  test('so many that one transaction would take long are split', async () => {
    const { store, count } = await openWatched()
    await Promise.all(upTo(5_000).map((amount) => store.append('s', moneyDeposited(amount))))
    expect(count('readwrite')).toBeGreaterThan(1)
    expect(count('readwrite')).toBeLessThan(10)
    expect(await store.streamVersion('s')).toBe(5_000)
  })
})

describe('a record', () => {
  const note = 'n'.repeat(700)

  test('stays below 48 KiB, however large the append', async () => {
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

  test('stays below that in the memory of an engine too, which takes two bytes a letter beyond Latin', async () => {
    const name = newName()
    const store = await inIndexedDB(name)
    await store.append(
      's',
      upTo(500).map((amount) => moneyDeposited(amount, '象'.repeat(300))),
    )
    const sizes = (await rawCommits(name)).map(({ events }) => events.length * 2)
    expect(Math.max(...sizes)).toBeLessThanOrEqual(48 * 1024)
  })

  test('is larger only when a single event is, which has it for itself', async () => {
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
