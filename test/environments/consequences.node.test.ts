import { deleteEventStore, type EventStore, openEventStore } from 'rewindable'
import { startReactor } from 'rewindable/model'
import { RemoteProjection } from 'rewindable/worker'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../async-results.ts'
import { storeWith } from '../model/store-with.ts'
import { inIndexedDB, inMemory, newName, untilTheEnd } from '../open-stores.ts'
import { manySmallCommits, untilPacked } from '../storage/packed-log.ts'
import { deny, denyLater, never, replaceGlobal } from './replaced-globals.ts'
import { restrictions, useWorkingBrowser } from './restrictions.ts'

/** Returns all restrictions of one feature. */
const waysOf = (part: string) => restrictions.filter((one) => one.part === part)

async function historyOf(store: EventStore): Promise<string> {
  return (await store.storageStatus()).history
}

describe('packing in restricted browsers', () => {
  const parts = ['navigator.locks', 'MessageChannel', 'requestIdleCallback'].flatMap(waysOf)

  test.each(parts)('packing works where $part $way', async ({ restrict }) => {
    useWorkingBrowser()
    restrict()
    const { name, store } = await manySmallCommits()
    await collect(store.readAll())
    await untilPacked(name)
  })
})

describe('storage history and localStorage', () => {
  test.each(waysOf('localStorage'))(
    'the history of a new store is unknown where localStorage $way',
    async ({ restrict }) => {
      useWorkingBrowser()
      restrict()
      const name = newName()
      const first = await inIndexedDB(name)
      expect(await historyOf(first)).toBe('unknown')
      await first.close()
      const second = await inIndexedDB(name)
      expect(await historyOf(second)).toBe('known')
      await second.close()
      await deleteEventStore(name)
      expect(await historyOf(await inIndexedDB(name))).toBe('unknown')
    },
  )

  test('the history of a new store is "first visit" where localStorage works', async () => {
    useWorkingBrowser()
    expect(await historyOf(await inIndexedDB(newName()))).toBe('first visit')
  })
})

describe('persistence and navigator.storage', () => {
  const unanswered = waysOf('navigator.storage').filter(({ way }) => way !== 'never responds')

  test.each(unanswered)(
    'persistence is unknown and not granted where navigator.storage $way',
    async ({ way, restrict }) => {
      useWorkingBrowser()
      restrict()
      const store = await inIndexedDB(newName())
      expect(await store.requestPersistence()).toBe(false)
      const privateMode = /is called|rejects/.test(way) ? 'likely' : 'unknown'
      const { persistence, usage, quota, ...status } = await store.storageStatus()
      expect([persistence, usage, quota, status.privateMode]).toEqual(['unknown', undefined, undefined, privateMode])
    },
  )

  test('a pending request for persistence resolves to false when the store closes', async () => {
    replaceGlobal('navigator', () => ({ storage: { persist: never } }))
    const store = await inIndexedDB(newName())
    const asked = store.requestPersistence()
    await store.close()
    expect(await asked).toBe(false)
  })

  test('a store can request persistence where navigator.storage works', async () => {
    useWorkingBrowser()
    const store = await inIndexedDB(newName())
    let told = 0
    store.onStorageChange(() => {
      told += 1
    })
    expect(await store.requestPersistence()).toBe(true)
    expect(told).toBe(1)
    expect(await store.storageStatus()).toMatchObject({ persistence: 'best effort', usage: 5, quota: 7 })
  })
})

describe('reactors and browser locks', () => {
  test('a reactor waits for the lock of another tab where the browser grants locks', async () => {
    useWorkingBrowser()
    const store = await inMemory<BankEvent>(newName())
    const reactors = [1, 2].map(() => startReactor(store, { name: 'one', when: {} }))
    await eventually(() => expect(reactors.map(({ status }) => status)).toEqual(['running', 'waiting']))
    for (const reactor of reactors) await reactor.stop()
  })

  test('a reactor that waits for its turn without locks can be stopped', async () => {
    replaceGlobal('navigator', () => ({ locks: { request: denyLater } }))
    const store = await inMemory<BankEvent>(newName())
    const [first, second] = [1, 2].map(() => startReactor(store, { name: 'one', when: {} }))
    await eventually(() => expect(first?.status).toBe('running'))
    await second?.stop()
    expect([first?.status, second?.status, second?.error]).toEqual(['running', 'stopped', undefined])
    await first?.stop()
  })

  test('a reactor whose work fails under a lock does not retry without a lock', async () => {
    useWorkingBrowser()
    const store = await inMemory<BankEvent>(newName())
    const failure = new Error('the tab died')
    let begun = 0
    const read = async (): Promise<never> => {
      begun += 1
      throw failure
    }
    const reactor = startReactor(storeWith(store, { checkpoints: { read, update: read } }), { name: 'one', when: {} })
    await eventually(() => expect(reactor.status).toBe('stopped'))
    expect([reactor.error, begun]).toEqual([failure, 1])
  })
})

test('an append resolves although the store cannot notify other tabs', async () => {
  class Mute extends EventTarget {
    postMessage = deny
    close = deny
  }
  replaceGlobal('BroadcastChannel', () => Mute)
  const store = untilTheEnd(await openEventStore<BankEvent>(newName()))
  expect(await store.append('account:1', moneyDeposited(1))).toMatchObject({ globalPosition: 1 })
})

test.each(waysOf('MessageChannel'))(
  'a RemoteProjection fails with an error that names MessageChannel where MessageChannel $way',
  (restriction) => {
    restriction.restrict()
    const remote = new RemoteProjection({ postMessage: () => {} }, balance)
    expect([remote.status, remote.state]).toEqual(['failed', balance.initialState()])
    expect(remote.error).toMatchObject({ code: 'WorkerFailed' })
    expect(String(remote.error)).toMatch(/MessageChannel/)
    remote.stop()
  },
)
