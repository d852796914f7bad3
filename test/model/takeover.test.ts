import type { EventStore } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { nextTask } from '../next-task.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { failingCheckpoints, recordDeposits } from './reactors.ts'

const ada = 'purse:ada'

describe.each(places)('two reactors of one name, in $place', ({ open }) => {
  async function openTwo(): Promise<[EventStore<PurseEvent>, EventStore<PurseEvent>]> {
    const name = newName()
    return [await open<PurseEvent>(name), await open<PurseEvent>(name)]
  }

  test('of two reactors of one name, only one reacts', async () => {
    const [here, there] = await openTwo()
    const [first, second] = [recordDeposits(here, { fromPosition: 1 }), recordDeposits(there, { fromPosition: 1 })]
    for (let amount = 1; amount <= 10; amount += 1)
      await (amount % 2 === 0 ? here : there).append(ada, moneyPutIn(amount))
    await eventually(() => expect(first.noted).toHaveLength(10))
    expect([second.noted, second.reactor.status]).toEqual([[], 'waiting'])
    // Both reactors read the same checkpoint.
    await eventually(async () => expect(await second.reactor.position()).toBe(10))
  })

  test.each([
    ['reactor is stopped', (store: EventStore, stop: () => Promise<void>) => stop().then(() => store.logId)],
    ['store is closed', (store: EventStore) => store.close()],
  ])('the second reactor takes over when the first one’s %s, and repeats no effect', async (_, end) => {
    const [here, there] = await openTwo()
    const [first, second] = [recordDeposits(here, { fromPosition: 1 }), recordDeposits(there, { fromPosition: 1 })]
    await there.append(ada, [moneyPutIn(1), moneyPutIn(2)])
    await eventually(async () => expect(await second.reactor.position()).toBe(2))
    await end(here, () => first.reactor.stop())
    await there.append(ada, moneyPutIn(3))
    await eventually(() => expect(second.noted).toEqual([3]))
    expect([first.noted, second.reactor.status]).toEqual([[1, 2], 'running'])
  })

  test('a waiting reactor can be stopped, and the others take over in order', async () => {
    const [here, there] = await openTwo()
    const [first, second, third] = [recordDeposits(here), recordDeposits(there), recordDeposits(there)]
    await eventually(() => expect(first.reactor.status).toBe('running'))
    await second.reactor.stop()
    expect([second.reactor.status, second.reactor.error]).toEqual(['stopped', undefined])
    await there.append(ada, moneyPutIn(1))
    await eventually(() => expect(first.noted).toEqual([1]))
    expect([first.reactor.status, third.reactor.status]).toEqual(['running', 'waiting'])
    await first.reactor.stop()
    await eventually(() => expect(third.reactor.status).toBe('running'))
  })

  test('the second reactor repeats an effect whose checkpoint is not stored, with the same key, and skips none', async () => {
    const [here, there] = await openTwo()
    let isDying = false
    const dies = failingCheckpoints(here, () => isDying)
    const first = recordDeposits(dies, { fromPosition: 1 }, async (amount) => {
      await nextTask()
      isDying = amount === 2
    })
    const { events } = await there.append(ada, [moneyPutIn(1), moneyPutIn(2), moneyPutIn(3)])
    await eventually(() => expect(first.reactor.status).toBe('stopped'))
    expect(first.noted).toEqual([1, 2])
    expect(first.reactor.error).toMatchObject({ message: 'the tab crashed' })

    const second = recordDeposits(there, { fromPosition: 1 })
    await eventually(() => expect(second.noted).toEqual([2, 3]))
    expect([...first.keys, ...second.keys]).toEqual(
      [events[0], events[1], events[1], events[2]].map((event) => `${event?.id}/${event?.globalPosition}`),
    )
  })

  test('an event whose effect fails because the store was closed is handled by the second reactor and not parked', async () => {
    const [here, there] = await openTwo()
    let delays = 0
    const delay = (): number => (delays += 1)
    const first = recordDeposits(here, { fromPosition: 1, delay }, async () => {
      await here.close()
      await here.lastPosition()
    })
    const second = recordDeposits(there, { fromPosition: 1 })
    await there.append(ada, moneyPutIn(1))
    await eventually(() => expect(second.noted).toEqual([1]))
    expect([first.noted, first.reactor.error, delays]).toEqual([[], undefined, 0])
    expect(await second.reactor.parked()).toEqual([])
  })
})
