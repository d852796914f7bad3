import { deleteEventStore, type EventStore, openEventStore } from 'rewindable'
import { startReactor } from 'rewindable/model'
import { RemoteProjection } from 'rewindable/worker'
import { describe, expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { collect, eventually } from '../awaiting.ts'
import { storeWith } from '../model/store-with.ts'
import { inIndexedDB, inMemory, newName, untilTheEnd } from '../places.ts'
import { manySmallCommits, untilPacked } from '../storage/packed-log.ts'
import { deny, denyLater, never, replaceGlobal } from './replaced-globals.ts'
import { restrictions, useWorkingBrowser } from './restrictions.ts'

/** The ways in which a part fails. */
const waysOf = (part: string) => restrictions.filter((one) => one.part === part)

async function historyOf(store: EventStore): Promise<string> {
  return (await store.storageStatus()).history
}

describe('packing', () => {
  const parts = ['navigator.locks', 'MessageChannel', 'requestIdleCallback'].flatMap(waysOf)

  test.each(parts)('goes on where $part $way', async ({ restrict }) => {
    useWorkingBrowser()
    restrict()
    const { name, store } = await manySmallCommits()
    await collect(store.readAll())
    await untilPacked(name)
  })
})

describe('where localStorage', () => {
  test.each(waysOf('localStorage'))('$way, no history is claimed, and stores can be deleted', async ({ restrict }) => {
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
  })

  test('works, the history is known', async () => {
    useWorkingBrowser()
    expect(await historyOf(await inIndexedDB(newName()))).toBe('first visit')
  })
})

describe('where navigator.storage', () => {
  const unanswered = waysOf('navigator.storage').filter(({ way }) => way !== 'never answers')

  test.each(unanswered)('$way, persistence is unknown and not granted', async ({ way, restrict }) => {
    useWorkingBrowser()
    restrict()
    const store = await inIndexedDB(newName())
    expect(await store.requestPersistence()).toBe(false)
    const privateMode = /is asked|rejects/.test(way) ? 'likely' : 'unknown'
    const { persistence, usage, quota, ...status } = await store.storageStatus()
    expect([persistence, usage, quota, status.privateMode]).toEqual(['unknown', undefined, undefined, privateMode])
  })

  test('never answers, a request for persistence ends with the store', async () => {
    replaceGlobal('navigator', () => ({ storage: { persist: never } }))
    const store = await inIndexedDB(newName())
    const asked = store.requestPersistence()
    await store.close()
    expect(await asked).toBe(false)
  })

  test('works, persistence can be requested', async () => {
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

describe('a reactor', () => {
  test('waits for the lock of another tab where the browser grants locks', async () => {
    useWorkingBrowser()
    const store = await inMemory<BankEvent>(newName())
    const reactors = [1, 2].map(() => startReactor(store, { name: 'one', when: {} }))
    await eventually(() => expect(reactors.map(({ status }) => status)).toEqual(['running', 'waiting']))
    for (const reactor of reactors) await reactor.stop()
  })

  test('that is stopped while it waits for its turn without locks ends at once', async () => {
    replaceGlobal('navigator', () => ({ locks: { request: denyLater } }))
    const store = await inMemory<BankEvent>(newName())
    const [first, second] = [1, 2].map(() => startReactor(store, { name: 'one', when: {} }))
    await eventually(() => expect(first?.status).toBe('running'))
    await second?.stop()
    expect([first?.status, second?.status, second?.error]).toEqual(['running', 'stopped', undefined])
    await first?.stop()
  })

  test('does not begin again without a lock because its work failed under one', async () => {
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

test('an append is acknowledged although other tabs cannot be told of it', async () => {
  class Mute extends EventTarget {
    postMessage = deny
    close = deny
  }
  replaceGlobal('BroadcastChannel', () => Mute)
  const store = untilTheEnd(await openEventStore<BankEvent>(newName()))
  expect(await store.append('account:1', moneyDeposited(1))).toMatchObject({ globalPosition: 1 })
})

test.each(waysOf('MessageChannel'))(
  'a RemoteProjection where MessageChannel $way has failed, and names it',
  (restriction) => {
    restriction.restrict()
    const remote = new RemoteProjection({ postMessage: () => {} }, balance)
    expect([remote.status, remote.state]).toEqual(['failed', balance.initialState()])
    expect(remote.error).toMatchObject({ code: 'WorkerFailed' })
    expect(String(remote.error)).toMatch(/MessageChannel/)
    remote.stop()
  },
)
