import { replaceFromJsonl } from 'rewindable'
import { defineProcessManager, startProcessManager } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { moneyPutIn, type PurseEvent } from '../model/purse.ts'
import { stopAtEnd } from '../model/reactors.ts'
import { storeWith } from '../model/store-with.ts'
import { newName, places } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { purseFileOf } from './purse-file.ts'

const ada = 'purse:ada'

/** Its decision is the list of all amounts so far. */
const listing = defineProcessManager<number[], readonly number[], PurseEvent>({
  name: 'listing',
  correlate: ({ streamId }) => streamId,
  initialState: () => [],
  when: {
    MoneyPutIn: (amounts, { data }) => {
      if (data.amount < 0) throw new Error('a negative amount')
      amounts.push(data.amount)
    },
  },
  decide: { MoneyPutIn: (_, amounts) => [[...amounts]] },
})

describe.each(places)('process managers of a replaced log in $place', ({ open }) => {
  test.each([
    ['longer', upTo(7).map((amount) => amount * 10)],
    ['as long', upTo(6).map((amount) => amount * 10)],
    ['shorter', [10, 20]],
  ])('a process manager decides only on the new log after a replacement by a log that is %s', async (_, amounts) => {
    const name = newName()
    const [store, other] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    for (const amount of upTo(5)) await store.append(ada, moneyPutIn(amount))
    const sent: (readonly number[])[] = []
    const reactor = stopAtEnd(startProcessManager(other, listing, async (list) => void sent.push(list)))
    await eventually(async () => expect(await reactor.position()).toBe(5))
    await store.append(ada, moneyPutIn(6))
    await eventually(() => expect(sent).toEqual([upTo(6)]))
    await replaceFromJsonl(store, await purseFileOf(amounts))
    await store.append(ada, moneyPutIn(80))
    await eventually(() => expect(sent).toEqual([upTo(6), [...amounts, 80]]))
  })

  test('a replacement resets the failed processes of a process manager', async () => {
    const name = newName()
    const [store, other] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    await store.append(ada, moneyPutIn(-1))
    const sent: (readonly number[])[] = []
    const dispatch = async (list: readonly number[]): Promise<void> => void sent.push(list)
    const reactor = stopAtEnd(startProcessManager(other, listing, dispatch, { tries: 1, fromPosition: 1 }))
    await eventually(async () => expect(await reactor.parked()).toHaveLength(1))
    await replaceFromJsonl(store, await purseFileOf([10]))
    await store.append(ada, moneyPutIn(80))
    await eventually(() => expect(sent).toEqual([[10, 80]]))
    expect(await reactor.parked()).toEqual([])
  })

  test('a process manager never decides on an event of the old log with a state of the new one', async () => {
    const name = newName()
    const [store, other] = [await open<PurseEvent>(name), await open<PurseEvent>(name)]
    for (const amount of upTo(5)) await store.append(ada, moneyPutIn(amount))
    const file = await purseFileOf([10, 20, 30, 40, 50])
    let replaced: Promise<unknown> | undefined
    const late = storeWith(other, {
      readBatches: async function* (range) {
        replaced ??= replaceFromJsonl(store, file)
        await replaced
        yield* other.readBatches(range)
      },
    })
    const sent: (readonly number[])[] = []
    const dispatch = async (list: readonly number[]): Promise<void> => void sent.push(list)
    const reactor = stopAtEnd(startProcessManager(late, listing, dispatch, { fromPosition: 1, delay: () => 0 }))
    await eventually(() => expect(replaced).toBeDefined())
    await replaced
    await store.append(ada, moneyPutIn(80))
    await eventually(async () => expect(await reactor.position()).toBe(6))
    expect(sent).toEqual([[10, 20, 30, 40, 50, 80]])
  })
})
