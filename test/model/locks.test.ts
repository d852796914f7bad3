import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
import type { Locks } from '../derived-types.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { recordDeposits } from './reactors.ts'

/** Locks that grant every request immediately and record the names. */
function grantingAll(): { locks: Locks; asked: string[] } {
  const asked: string[] = []
  // `LockManager.request` is overloaded. This is the overload that the library calls.
  const request = async (name: string, _: LockOptions, work: () => Promise<unknown>): Promise<unknown> => {
    asked.push(name)
    return work()
  }
  return { locks: { request: request as Locks['request'] }, asked }
}

describe.each(places)('the lock of a reactor, in $place', ({ open }) => {
  test('a reactor has a lock for its log and name, and one for each parked event', async () => {
    const store = await open<PurseEvent>(newName())
    const { locks, asked } = grantingAll()
    const { reactor } = recordDeposits(store, { locks })
    await reactor.retryParked(7)
    expect(asked).toEqual([`rewindable:${store.logId}:noting:work`, `rewindable:${store.logId}:noting:parked:7`])
  })

  test('a reactor whose own locks reject stops with that error', async () => {
    const store = await open<PurseEvent>(newName())
    const refusal = new DOMException('locks are denied', 'SecurityError')
    const locks = { request: async () => Promise.reject(refusal) }
    const { reactor } = recordDeposits(store, { locks })
    await eventually(() => expect(reactor.status).toBe('stopped'))
    expect(reactor.error).toBe(refusal)
    expect(await rejectionOf(reactor.retryParked(7))).toBe(refusal)
  })

  test('a stopped reactor ends its wait for the lock, and does not use a lock that is granted later', async () => {
    const store = await open<PurseEvent>(newName())
    let grant: () => Promise<unknown> = async () => {}
    const request = (_name: string, _: LockOptions, work: () => Promise<unknown>): Promise<unknown> =>
      new Promise((resolve, reject) => {
        grant = async () => work().then(resolve, reject)
      })
    const { reactor, noted } = recordDeposits(store, {
      locks: { request: request as Locks['request'] },
      fromPosition: 1,
    })
    await store.append('purse:ada', moneyPutIn(1))
    await reactor.stop()
    expect([reactor.status, reactor.error]).toEqual(['stopped', undefined])
    await rejectionOf(Promise.resolve().then(grant))
    expect([reactor.status, noted]).toEqual(['stopped', []])
  })

  test('the lock of a reactor on one log does not block another log', async () => {
    const stores = [await open<PurseEvent>(newName()), await open<PurseEvent>(newName())]
    const reactors = stores.map((store) => recordDeposits(store))
    for (const store of stores) await store.append('purse:ada', moneyPutIn(1))
    for (const { noted } of reactors) await eventually(() => expect(noted).toEqual([1]))
  })
})
