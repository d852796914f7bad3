import type { Locks } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { noteDeposits } from './reacting.ts'

/** Locks that grant everything at once, and note what was asked for. */
function grantingAll(): { locks: Locks; asked: string[] } {
  const asked: string[] = []
  // The browser's own is overloaded; this is the one of its forms that is used.
  const request = async (name: string, _: LockOptions, work: () => Promise<unknown>): Promise<unknown> => {
    asked.push(name)
    return work()
  }
  return { locks: { request: request as Locks['request'] }, asked }
}

describe.each(places)('the lock of a reactor, in $place,', ({ open }) => {
  test('is its own for each log and each name, one for the work and one for each parked event', async () => {
    const store = await open<PurseEvent>(newName())
    const { locks, asked } = grantingAll()
    const { reactor } = noteDeposits(store, { locks })
    await reactor.retryParked(7)
    expect(asked).toEqual([`rewindable:${store.logId}:noting:work`, `rewindable:${store.logId}:noting:parked:7`])
  })

  test('that the browser refuses is the reactor’s error', async () => {
    const store = await open<PurseEvent>(newName())
    const refusal = new DOMException('no locks here', 'SecurityError')
    const locks = { request: async () => Promise.reject(refusal) }
    const { reactor } = noteDeposits(store, { locks })
    await eventually(() => expect(reactor.status).toBe('stopped'))
    expect(reactor.error).toBe(refusal)
    expect(await rejectionOf(reactor.retryParked(7))).toBe(refusal)
  })

  test('is not waited for by a reactor that is stopped, also where the browser misses that, nor used when it comes', async () => {
    const store = await open<PurseEvent>(newName())
    let grant: () => Promise<unknown> = async () => {}
    const request = (_name: string, _: LockOptions, work: () => Promise<unknown>): Promise<unknown> =>
      new Promise((resolve, reject) => {
        grant = async () => work().then(resolve, reject)
      })
    const { reactor, noted } = noteDeposits(store, { locks: { request: request as Locks['request'] }, fromPosition: 1 })
    await store.append('purse:ada', moneyPutIn(1))
    await reactor.stop()
    expect([reactor.status, reactor.error]).toEqual(['stopped', undefined])
    await rejectionOf(Promise.resolve().then(grant))
    expect([reactor.status, noted]).toEqual(['stopped', []])
  })

  test('of one log does not hold up another', async () => {
    const stores = [await open<PurseEvent>(newName()), await open<PurseEvent>(newName())]
    const reactors = stores.map((store) => noteDeposits(store))
    for (const store of stores) await store.append('purse:ada', moneyPutIn(1))
    for (const { noted } of reactors) await eventually(() => expect(noted).toEqual([1]))
  })
})
