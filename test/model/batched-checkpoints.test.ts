import type { EventStore } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { deferred } from '../deferred.ts'
import type { CheckpointStorage } from '../derived-types.ts'
import { nextTask } from '../next-task.ts'
import { newName, places } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { failingCheckpoints, recordDeposits } from './reactors.ts'
import { storeWith } from './store-with.ts'

const ada = 'purse:ada'

/** A store whose checkpoints are counted, and never stored after `die` was called, as if the tab was killed. */
function killable(store: EventStore<PurseEvent>) {
  const { checkpoints } = store
  let updates = 0
  let isAlive = true
  const isBuried = deferred()
  const update: CheckpointStorage['update'] = async (reactor, change) => {
    updates += 1
    if (!isAlive) {
      await isBuried.promise
      throw new Error('the tab crashed')
    }
    return checkpoints.update(reactor, change)
  }
  const killed = storeWith(store, { checkpoints: { read: (reactor) => checkpoints.read(reactor), update } })
  const die = (): void => {
    isAlive = false
  }
  return { store: killed, updates: () => updates, die, bury: isBuried.resolve }
}

describe.each(places)('checkpoints of fast reactions, in $place', ({ open }) => {
  async function openTwo(): Promise<[EventStore<PurseEvent>, EventStore<PurseEvent>]> {
    const name = newName()
    return [await open<PurseEvent>(name), await open<PurseEvent>(name)]
  }

  test('a reactor that is behind stores one checkpoint for many fast reactions', async () => {
    const { store, updates } = killable(await open<PurseEvent>(newName()))
    await store.append(ada, upTo(2_000).map(moneyPutIn))
    const { reactor, noted } = recordDeposits(store, { fromPosition: 1 })
    await eventually(async () => expect(await reactor.position()).toBe(2_000))
    expect(noted).toEqual(upTo(2_000))
    expect(updates()).toBeLessThan(100)
  })

  test.each([1, 2, 5])(
    'after a crash from checkpoint %i on, at most 100 events are repeated, with the same keys',
    async (last) => {
      const [here, there] = await openTwo()
      const { store, updates, die, bury } = killable(here)
      const { events } = await there.append(ada, upTo(1_000).map(moneyPutIn))
      const locks = { request: async (_: string, __: object, work: () => Promise<unknown>) => work() } as never
      const first = recordDeposits(store, { fromPosition: 1, locks }, () => {
        if (updates() > last) die()
      })
      // The first reactor waits forever for its checkpoint.
      await eventually(() => expect(updates()).toBeGreaterThan(last))
      let handled = -1
      while (handled !== first.noted.length) {
        handled = first.noted.length
        for (let task = 0; task < 20; task += 1) await nextTask()
      }
      const second = recordDeposits(there, { fromPosition: 1, locks })
      await eventually(() => expect(second.noted.at(-1)).toBe(1_000))
      const repeated = first.keys.filter((key) => second.keys.includes(key))
      expect(repeated.length).toBeLessThanOrEqual(100)
      expect(second.keys).toEqual(
        events.slice(-second.keys.length).map(({ id, globalPosition }) => `${id}/${globalPosition}`),
      )
      expect(new Set([...first.keys, ...second.keys]).size).toBe(1_000)
      bury()
      await first.reactor.stopped
    },
  )

  test('the checkpoint of a reaction that takes longer than a task is stored before the next reaction starts', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, upTo(5).map(moneyPutIn))
    const positions: (number | undefined)[] = []
    const { noted } = recordDeposits(store, { fromPosition: 1 }, async () => {
      positions.push((await store.checkpoints.read('noting'))?.position)
      await nextTask()
    })
    await eventually(() => expect(noted).toEqual(upTo(5)))
    expect(positions).toEqual([0, 1, 2, 3, 4])
  })

  test.each(['stop', 'close'] as const)('%s() stores the checkpoint of the fast reactions before it', async (end) => {
    const [here, there] = await openTwo()
    await there.append(ada, upTo(50).map(moneyPutIn))
    const ended = deferred()
    const first = recordDeposits(here, { fromPosition: 1 }, (amount) => {
      if (amount !== 30) return
      void (end === 'stop' ? first.reactor.stop() : here.close()).then(ended.resolve)
    })
    await ended.promise
    await first.reactor.stopped
    expect(first.noted).toEqual(upTo(30))
    const second = recordDeposits(there, { fromPosition: 1 })
    await eventually(() => expect(second.noted.at(-1)).toBe(50))
    expect(second.noted[0]).toBe(31)
  })

  test('an event is parked between fast reactions, and no position moves back', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, upTo(9).map(moneyPutIn))
    const positions: number[] = []
    const { checkpoints } = store
    const update: CheckpointStorage['update'] = async (reactor, change) => {
      await nextTask()
      const stored = await checkpoints.update(reactor, change)
      positions.push(stored.position)
      return stored
    }
    const noting = storeWith(store, { checkpoints: { read: (reactor) => checkpoints.read(reactor), update } })
    const { reactor, noted } = recordDeposits(noting, { fromPosition: 1, tries: 1 }, (amount) => {
      if (amount === 5) throw new RangeError('5 is invalid')
    })
    await eventually(async () => expect(await reactor.position()).toBe(9))
    expect(noted).toEqual([1, 2, 3, 4, 6, 7, 8, 9])
    expect(await reactor.parked()).toMatchObject([{ position: 5 }])
    expect(positions).toEqual(positions.toSorted((a, b) => a - b))
  })

  test('a reactor that waits for events stops when a checkpoint cannot be stored', async () => {
    const store = await open<PurseEvent>(newName())
    await store.append(ada, upTo(10).map(moneyPutIn))
    let isDying = false
    const { reactor } = recordDeposits(
      failingCheckpoints(store, () => isDying),
      { fromPosition: 1 },
      (amount) => {
        isDying = amount === 10
      },
    )
    await reactor.stopped
    expect(reactor.error).toMatchObject({ message: 'the tab crashed' })
  })
})
