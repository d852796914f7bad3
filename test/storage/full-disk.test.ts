import { type EventStore, exportJsonl, importJsonl, openEventStore, QuotaExceeded } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { exportText } from '../export-text.ts'
import { withRawStore } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'

/** Simulates a full disk: every transaction that adds data aborts. */
class Disk {
  isFull = false
  refused = 0
  cleared: string[] = []

  readonly indexedDB: IDBFactory = watchedIndexedDB({
    onTransaction: (transaction) => {
      if (transaction.mode !== 'readwrite') return
      for (const name of transaction.objectStoreNames) this.#watch(transaction, name)
    },
  })

  readonly #frees: readonly string[]

  /** @param frees the object stores whose deletion frees enough disk space */
  constructor(frees: readonly string[] = ['snapshots']) {
    this.#frees = frees
  }

  #watch(transaction: IDBTransaction, name: string): void {
    const store = transaction.objectStore(name)
    const [add, put, clear] = [store.add.bind(store), store.put.bind(store), store.clear.bind(store)]
    // A transaction cannot be aborted after an explicit commit().
    transaction.commit = () => {}
    store.add = (value) => this.#storing(transaction, add(value))
    store.put = (value, key) => this.#storing(transaction, key === undefined ? put(value) : put(value, key))
    store.clear = () => {
      this.cleared.push(name)
      if (this.#frees.includes(name)) this.isFull = false
      return clear()
    }
  }

  #storing<Key>(transaction: IDBTransaction, request: IDBRequest<Key>): IDBRequest<Key> {
    if (!this.isFull) return request
    request.addEventListener('success', () => {
      this.refused += 1
      const error = new DOMException('Encountered full disk.', 'QuotaExceededError')
      Object.defineProperty(transaction, 'error', { get: () => error, configurable: true })
      transaction.abort()
    })
    return request
  }
}

/** Opens a store with three events, a snapshot and a checkpoint, then makes the disk full. */
async function openOnFullDisk(
  frees?: readonly string[],
): Promise<{ name: string; disk: Disk; store: EventStore<BankEvent> }> {
  const name = newName()
  const disk = new Disk(frees)
  const store = untilTheEnd(await openEventStore<BankEvent>(name, { indexedDB: disk.indexedDB, pollInterval: 0 }))
  for (const amount of upTo(3)) await store.append('s', moneyDeposited(amount), { commandId: `command ${amount}` })
  const { logId } = store
  await store.snapshots.save({ projection: 'p', position: 3, eventId: 'e', version: 1, logId, state: 'large' })
  await store.checkpoints.update('reactor', () => ({ reactor: 'reactor', logId, position: 2, parked: [] }))
  disk.isFull = true
  return { name, disk, store }
}

/** Returns a file with the events of the store and seven more. */
async function longerFile(store: EventStore<BankEvent>): Promise<string> {
  const longer = await inIndexedDB<BankEvent>(newName())
  await importJsonl(longer, exportJsonl(store))
  for (const amount of upTo(7)) await longer.append('t', moneyDeposited(amount))
  return exportText(longer)
}

const checkpoint = (store: EventStore<BankEvent>, position: number) =>
  store.checkpoints.update('reactor', () => ({ reactor: 'reactor', logId: store.logId, position, parked: [] }))

const writings: [
  what: string,
  events: number,
  write: (store: EventStore<BankEvent>, file: string) => Promise<unknown>,
][] = [
  ['an append', 4, (store) => store.append('s', moneyDeposited(4), { expectedVersion: 3 })],
  ['an append to a new stream', 4, (store) => store.append('t', moneyDeposited(4), { commandId: 'command 4' })],
  ['a strict append', 4, (store) => store.append('s', moneyDeposited(4), { durability: 'strict' })],
  [
    'a batch',
    5,
    (store) => store.appendBatch(['a', 'b'].map((streamId) => ({ streamId, events: [moneyDeposited(4)] }))),
  ],
  ['an import', 10, (store, file) => importJsonl(store, file)],
  ['a checkpoint', 3, (store) => checkpoint(store, 3)],
]

describe.each(writings)('%s on a full disk', (what, events, write) => {
  test(`${what} on a full disk deletes snapshots and is stored once`, async () => {
    const { name, disk, store } = await openOnFullDisk()
    const file = await longerFile(store)
    await write(store, file)
    expect([disk.refused > 0, disk.isFull]).toEqual([true, false])
    expect((await collect(store.readAll())).map(({ globalPosition }) => globalPosition)).toEqual(upTo(events))
    expect(await store.snapshots.list('p')).toEqual([])
    expect(await store.checkpoints.read('reactor')).toMatchObject({ position: what === 'a checkpoint' ? 3 : 2 })
    expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
    expect((await store.append('s', moneyDeposited(1))).globalPosition).toBe(events + 1)
  })

  test(`${what} rejects with QuotaExceeded and loses only derived data if snapshots free too little space`, async () => {
    const { disk, store } = await openOnFullDisk([])
    const file = await longerFile(store)
    const before = await collect(store.readAll())
    expect(await rejectionOf(write(store, file))).toBeInstanceOf(QuotaExceeded)
    // Staged events of unfinished imports are deleted too.
    expect(disk.cleared.filter((name) => name !== 'staging')).toEqual(['snapshots', 'pages'])
    expect(await collect(store.readAll())).toEqual(before)
    expect(await store.checkpoints.read('reactor')).toMatchObject({ position: 2 })
    expect(await store.storageStatus()).toMatchObject({ connection: 'open', lastError: { code: 'QuotaExceeded' } })
    disk.isFull = false
    await write(store, file)
    expect(await store.lastPosition()).toBe(events)
  })
})

test.each([
  ['is stored if snapshots free enough space', ['snapshots'], 10],
  ['writes nothing if snapshots free too little space', [], 3],
] as const)('an import whose disk becomes full at the end %s', async (_, frees, events) => {
  const { name, disk, store } = await openOnFullDisk(frees)
  const file = await longerFile(store)
  disk.isFull = false
  const onProgress = (): void => {
    disk.isFull = true
  }
  const imported = await importJsonl(store, file, { onProgress }).catch((error: unknown) => error)
  if (events === 3) expect(imported).toBeInstanceOf(QuotaExceeded)
  else expect(imported).toMatchObject({ imported: 7 })
  expect(disk.refused).toBeGreaterThan(0)
  expect(await collect(store.readAll())).toHaveLength(events)
  expect(await withRawStore(name, 'staging', (staging) => staging.count())).toBe(0)
})

test('saving a snapshot on a full disk rejects and deletes no other snapshots', async () => {
  const { disk, store } = await openOnFullDisk()
  const { logId } = store
  const saving = store.snapshots.save({ projection: 'q', position: 3, eventId: 'e', version: 1, logId, state: 'large' })
  expect(await rejectionOf(saving)).toBeInstanceOf(QuotaExceeded)
  expect([await store.snapshots.list('p'), disk.cleared]).toEqual([[3], []])
})
