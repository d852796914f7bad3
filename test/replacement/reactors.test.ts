import { type EventStore, replaceFromJsonl } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { deferred } from '../deferred.ts'
import type { CheckpointStorage, Locks } from '../derived-types.ts'
import { moneyPutIn, type PurseEvent } from '../model/purse.ts'
import { recordDeposits } from '../model/reactors.ts'
import { storeWith } from '../model/store-with.ts'
import { nextTask } from '../next-task.ts'
import { newName, places } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { purseFileOf } from './purse-file.ts'

const ada = 'purse:ada'

/** Locks that are granted only after `release` is called. */
function heldLocks(): { locks: Locks; release: () => void; asked: Promise<void> } {
  const [asked, released] = [deferred(), deferred()]
  // The browser's `request` is overloaded. Reactors use only this form.
  const request = async (_name: string, _: LockOptions, work: () => Promise<unknown>): Promise<unknown> => {
    asked.resolve()
    await released.promise
    return work()
  }
  return { locks: { request: request as Locks['request'] }, asked: asked.promise, release: released.resolve }
}

describe.each(places)('reactors of a replaced log in $place', ({ open }) => {
  async function openTwo(): Promise<[EventStore<PurseEvent>, EventStore<PurseEvent>]> {
    const name = newName()
    const [store, other] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    for (const amount of upTo(5)) await store.append(ada, moneyPutIn(amount))
    return [store, other]
  }

  test.each([
    ['longer', upTo(9).map((amount) => amount * 10)],
    ['as long', upTo(5).map((amount) => amount * 10)],
    ['shorter', [10]],
    ['empty', []],
  ])('a reactor skips restored events of a log that is %s, and reacts to later events', async (_, amounts) => {
    const [store, other] = await openTwo()
    const { reactor, noted } = recordDeposits(other, { fromPosition: 1 })
    await eventually(async () => expect([noted.length, await reactor.position()]).toEqual([5, 5]))
    await replaceFromJsonl(store, await purseFileOf(amounts), { allowEmpty: true })
    await eventually(async () => expect(await reactor.position()).toBe(amounts.length))
    await store.append(ada, moneyPutIn(7))
    await eventually(async () => expect(await reactor.position()).toBe(amounts.length + 1))
    expect([noted, reactor.status]).toEqual([[...upTo(5), 7], 'running'])
  })

  test.each([
    ['shorter', [10, 20, 30]],
    ['empty', []],
    ['longer', upTo(9).map((amount) => amount * 10)],
  ])(
    'a reactor that began after some events reacts to each event after a replacement by a log that is %s',
    async (_, amounts) => {
      const [store, other] = await openTwo()
      const { reactor, noted } = recordDeposits(other)
      await eventually(async () => expect(await reactor.position()).toBe(5))
      await store.append(ada, moneyPutIn(6))
      await eventually(async () => expect([noted, await reactor.position()]).toEqual([[6], 6]))
      await replaceFromJsonl(store, await purseFileOf(amounts), { allowEmpty: true })
      // No waits between these appends, so that the other store reads when only some of them are stored.
      for (const amount of [7, 8, 9]) await store.append(ada, moneyPutIn(amount))
      await eventually(async () =>
        expect([noted, await reactor.position()]).toEqual([[6, 7, 8, 9], amounts.length + 3]),
      )
    },
  )

  test('a reactor that waits for its turn during a replacement begins after the restored events', async () => {
    const [store, other] = await openTwo()
    const { locks, asked, release } = heldLocks()
    const { reactor, noted } = recordDeposits(other, { locks })
    await asked
    await other.lastPosition()
    await replaceFromJsonl(store, await purseFileOf([10]))
    release()
    await eventually(() => expect(reactor.status).toBe('running'))
    await eventually(async () => {
      const checkpoint = await store.checkpoints.read('noting')
      expect(checkpoint).toMatchObject({ logId: store.historyId, position: 1 })
    })
    await store.append(ada, moneyPutIn(7))
    await eventually(() => expect(noted).toEqual([7]))
  })

  test('a reactor that runs an effect during a replacement does not save a checkpoint of the old log', async () => {
    const [store, other] = await openTwo()
    let replaced: Promise<unknown> | undefined
    const file = await purseFileOf([10, 20])
    const { reactor, noted } = recordDeposits(other, { fromPosition: 1 }, async (amount) => {
      if (amount !== 4) return
      replaced ??= replaceFromJsonl(store, file)
      await replaced
    })
    await eventually(() => expect(replaced).toBeDefined())
    await replaced
    await store.append(ada, moneyPutIn(7))
    await eventually(async () => expect(await reactor.position()).toBe(3))
    expect(noted).toEqual([...upTo(4), 7])
    const { historyId } = store
    const checkpoint = await store.checkpoints.read('noting')
    expect(checkpoint).toEqual({ reactor: 'noting', logId: historyId, position: 3, parked: [] })
  })

  test('a reactor does not overwrite the checkpoint of a replacement that happens right before its own update', async () => {
    const [store, other] = await openTwo()
    const file = await purseFileOf([10, 20])
    const { checkpoints } = other
    let isReplaced = false
    const late: CheckpointStorage = {
      read: (reactor) => checkpoints.read(reactor),
      update: async (reactor, change) => {
        if (!isReplaced && (await checkpoints.read(reactor))?.position === 3) {
          isReplaced = true
          await replaceFromJsonl(store, file)
          await store.append(ada, moneyPutIn(7))
        }
        return checkpoints.update(reactor, change)
      },
    }
    const { reactor, noted } = recordDeposits(storeWith(other, { checkpoints: late }), { fromPosition: 1 }, nextTask)
    await eventually(() => expect(noted).toEqual([...upTo(4), 7]))
    await eventually(async () => expect(await reactor.position()).toBe(3))
  })

  test('a reactor whose effect fails during a replacement does not park an event of the old log', async () => {
    const [store, other] = await openTwo()
    let replaced: Promise<unknown> | undefined
    const file = await purseFileOf([10])
    const { reactor } = recordDeposits(other, { fromPosition: 1, tries: 3 }, async (amount, attempt) => {
      if (amount === 7) return
      if (amount === 3 && attempt === 3) {
        replaced ??= replaceFromJsonl(store, file)
        await replaced
      }
      if (amount >= 2) throw new Error('out of order')
    })
    await eventually(() => expect(replaced).toBeDefined())
    await replaced
    await store.append(ada, moneyPutIn(7))
    await eventually(async () => expect(await reactor.position()).toBe(2))
    expect(await reactor.parked()).toEqual([])
  })

  test('a reactor that starts after a replacement begins after the restored events', async () => {
    const [store, other] = await openTwo()
    const first = recordDeposits(other, { fromPosition: 1 })
    await eventually(async () => expect(await first.reactor.position()).toBe(5))
    await first.reactor.stop()
    await replaceFromJsonl(store, await purseFileOf(upTo(9)))
    const { reactor, noted } = recordDeposits(store, { fromPosition: 1 })
    await store.append(ada, moneyPutIn(7))
    await eventually(async () => expect(await reactor.position()).toBe(10))
    expect(noted).toEqual([7])
  })
})
