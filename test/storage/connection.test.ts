import { deleteEventStore, NewerSchema, openEventStore, StorageFailed, StoreBlocked } from 'rewindable'
import { describe, expect, onTestFinished, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../awaiting.ts'
import { openRaw, withRawStore } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, untilTheEnd } from '../places.ts'

describe('a connection that breaks', () => {
  async function openBreakable() {
    const connections: IDBDatabase[] = []
    const indexedDB = watchedIndexedDB({ onDatabase: (database) => connections.push(database) })
    const store = untilTheEnd(await openEventStore(newName(), { indexedDB }))
    return { store, connections }
  }

  test('is opened again by whatever is asked next', async () => {
    const { store, connections } = await openBreakable()
    await store.append('s', moneyDeposited(1))
    const uses: (() => Promise<unknown>)[] = [
      () => store.append('s', moneyDeposited(2)),
      () => store.readStream('s'),
      () => collect(store.readAll()),
      () => store.lastPosition(),
      () => store.streamVersion('s'),
      () => store.snapshots.latest('p', 1),
    ]
    for (const [index, use] of uses.entries()) {
      connections.at(-1)?.close()
      await use()
      expect(connections).toHaveLength(index + 2)
    }
    expect(await store.readStream('s')).toMatchObject({ version: 2 })
  })

  test('is opened once for all that ask at the same time', async () => {
    const { store, connections } = await openBreakable()
    connections[0]?.close()
    await Promise.all([store.lastPosition(), store.streamVersion('s'), store.readStream('s')])
    expect(connections).toHaveLength(2)
  })

  test('makes way at once for a tab that wants to delete the database', async () => {
    const { store } = await openBreakable()
    await store.append('s', moneyDeposited(1))
    const name = newName()
    const other = untilTheEnd(await openEventStore(name))
    await other.append('s', moneyDeposited(1))
    await deleteEventStore(name, { openTimeout: 0 })
    expect(await store.lastPosition()).toBe(1)
  })
})

describe('opening a store', () => {
  test('rejects with StorageFailed and the reason when the browser refuses', async () => {
    const refuse = (): never => {
      throw new DOMException('not in a private window', 'SecurityError')
    }
    const error = await rejectionOf(openEventStore(newName(), { indexedDB: watchedIndexedDB({ onOpen: refuse }) }))
    expect(error).toBeInstanceOf(StorageFailed)
    expect(error).toMatchObject({ cause: { name: 'SecurityError' } })
  })

  test('rejects with StorageFailed when the request to open fails', async () => {
    const name = newName()
    const indexedDB = watchedIndexedDB({
      onUpgrade: (transaction) => transaction.abort(),
    })
    const error = await rejectionOf(openEventStore(name, { indexedDB }))
    expect(error).toBeInstanceOf(StorageFailed)
    expect(error).toMatchObject({ cause: { name: 'AbortError' } })
    // What hindered it is over: the same name opens.
    expect(await (await inIndexedDB(name)).lastPosition()).toBe(0)
  })

  test('rejects with NewerSchema when a newer version of the library laid out the database', async () => {
    const name = newName()
    await (await inIndexedDB(name)).close()
    const newer = await openRaw(name, 99)
    newer.close()
    const error = await rejectionOf(openEventStore(name))
    expect(error).toBeInstanceOf(NewerSchema)
    expect(error).toMatchObject({ storeName: name })
  })

  test('rejects with NewerSchema when the records are of a newer format', async () => {
    const name = newName()
    const store = await inIndexedDB(name)
    const { logId } = store
    await store.close()
    await withRawStore(name, 'meta', (meta) => meta.put({ logId, format: 99 }, 'log'))
    expect(await rejectionOf(openEventStore(name))).toBeInstanceOf(NewerSchema)
  })
})

describe('a tab with an old version of the database that does not let go', () => {
  /** Opens the version that the database has once its log was replaced, as the next one would; the layout stays. */
  const nextVersion = (): IDBFactory => ({
    ...watchedIndexedDB({}),
    open: (name, version = 1_000) => {
      const request = indexedDB.open(name, version + 1)
      request.addEventListener('upgradeneeded', (event) => event.stopImmediatePropagation())
      return request
    },
  })

  async function oldTab(name: string): Promise<IDBDatabase> {
    await (await inIndexedDB(name)).close()
    const old = await openRaw(name)
    onTestFinished(() => old.close())
    return old
  }

  test('makes opening reject with StoreBlocked', async () => {
    const name = newName()
    await oldTab(name)
    const error = await rejectionOf(openEventStore(name, { indexedDB: nextVersion(), openTimeout: 0 }))
    expect(error).toBeInstanceOf(StoreBlocked)
    expect(error).toMatchObject({ storeName: name })
  })

  test('makes deleting reject with StoreBlocked', async () => {
    const name = newName()
    await oldTab(name)
    const error = await rejectionOf(deleteEventStore(name, { openTimeout: 0 }))
    expect(error).toBeInstanceOf(StoreBlocked)
    expect(error).toMatchObject({ storeName: name })
  })

  test('leaves no connection behind that would block others, once it does let go', async () => {
    const name = newName()
    const old = await oldTab(name)
    await rejectionOf(openEventStore(name, { indexedDB: nextVersion(), openTimeout: 0 }))
    old.close()
    await deleteEventStore(name, { openTimeout: 2_000 })
  })
})

test('deleting what is not there is fine, and without a name it is refused', async () => {
  await deleteEventStore(newName())
  expect(await rejectionOf((async () => deleteEventStore(''))())).toMatchObject({ code: 'InvalidArgument' })
})
