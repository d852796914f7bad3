import { deleteEventStore, NewerSchema, openEventStore, StorageFailed, StoreBlocked } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect, rejectionOf } from '../async-results.ts'
import { holdOpen, openRaw, withRawStore } from '../faults/raw-database.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { inIndexedDB, newName, untilTheEnd } from '../open-stores.ts'
import { nextVersion } from './next-version.ts'

describe('broken connections', () => {
  async function openBreakable() {
    const connections: IDBDatabase[] = []
    const indexedDB = watchedIndexedDB({ onDatabase: (database) => connections.push(database) })
    const store = untilTheEnd(await openEventStore(newName(), { indexedDB }))
    return { store, connections }
  }

  test('the next call of any kind opens a broken connection again', async () => {
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

  test('concurrent calls open a broken connection exactly once', async () => {
    const { store, connections } = await openBreakable()
    connections[0]?.close()
    await Promise.all([store.lastPosition(), store.streamVersion('s'), store.readStream('s')])
    expect(connections).toHaveLength(2)
  })

  test('an open connection closes when another tab deletes the database', async () => {
    const { store } = await openBreakable()
    await store.append('s', moneyDeposited(1))
    const name = newName()
    const other = untilTheEnd(await openEventStore(name))
    await other.append('s', moneyDeposited(1))
    await deleteEventStore(name, { openTimeout: 0 })
    expect(await store.lastPosition()).toBe(1)
  })
})

describe('errors of opening', () => {
  test('openEventStore rejects with StorageFailed and the cause if the browser denies access', async () => {
    const refuse = (): never => {
      throw new DOMException('not in a private window', 'SecurityError')
    }
    const error = await rejectionOf(openEventStore(newName(), { indexedDB: watchedIndexedDB({ onOpen: refuse }) }))
    expect(error).toBeInstanceOf(StorageFailed)
    expect(error).toMatchObject({ cause: { name: 'SecurityError' } })
  })

  test('openEventStore rejects with StorageFailed if the open request fails', async () => {
    const name = newName()
    const indexedDB = watchedIndexedDB({
      onUpgrade: (transaction) => transaction.abort(),
    })
    const error = await rejectionOf(openEventStore(name, { indexedDB }))
    expect(error).toBeInstanceOf(StorageFailed)
    expect(error).toMatchObject({ cause: { name: 'AbortError' } })
    // The fault is gone, so the same name can be opened.
    expect(await (await inIndexedDB(name)).lastPosition()).toBe(0)
  })

  test('openEventStore rejects with NewerSchema if a newer version of the library created the database', async () => {
    const name = newName()
    await (await inIndexedDB(name)).close()
    const newer = await openRaw(name, 99)
    newer.close()
    const error = await rejectionOf(openEventStore(name))
    expect(error).toBeInstanceOf(NewerSchema)
    expect(error).toMatchObject({ storeName: name })
  })

  test('openEventStore rejects with NewerSchema if the records have a newer format', async () => {
    const name = newName()
    const store = await inIndexedDB(name)
    const { logId } = store
    await store.close()
    await withRawStore(name, 'meta', (meta) => meta.put({ logId, format: 99 }, 'log'))
    expect(await rejectionOf(openEventStore(name))).toBeInstanceOf(NewerSchema)
  })
})

describe('tabs that keep an old version of the database open', () => {
  async function oldTab(name: string): Promise<IDBDatabase> {
    await (await inIndexedDB(name)).close()
    return holdOpen(name)
  }

  test('openEventStore rejects with StoreBlocked while another tab keeps an old version open', async () => {
    const name = newName()
    await oldTab(name)
    const error = await rejectionOf(openEventStore(name, { indexedDB: nextVersion, openTimeout: 0 }))
    expect(error).toBeInstanceOf(StoreBlocked)
    expect(error).toMatchObject({ storeName: name })
  })

  test('deleteEventStore rejects with StoreBlocked while another tab keeps the database open', async () => {
    const name = newName()
    await oldTab(name)
    const error = await rejectionOf(deleteEventStore(name, { openTimeout: 0 }))
    expect(error).toBeInstanceOf(StoreBlocked)
    expect(error).toMatchObject({ storeName: name })
  })

  test('an opening that was blocked leaves no connection behind that blocks a deletion', async () => {
    const name = newName()
    const old = await oldTab(name)
    await rejectionOf(openEventStore(name, { indexedDB: nextVersion, openTimeout: 0 }))
    old.close()
    await deleteEventStore(name, { openTimeout: 2_000 })
  })
})

test('deleteEventStore accepts the name of a missing database and rejects an empty name', async () => {
  await deleteEventStore(newName())
  expect(await rejectionOf((async () => deleteEventStore(''))())).toMatchObject({ code: 'InvalidArgument' })
})
