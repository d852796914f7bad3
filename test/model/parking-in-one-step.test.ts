import { expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import type { Checkpoint } from '../derived-types.ts'
import { newName, places } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { recordDeposits } from './reactors.ts'
import { storeWith } from './store-with.ts'

test.each(places)('no stored checkpoint has an event that is both parked and pending, in $place', async ({ open }) => {
  const store = await open<PurseEvent>(newName())
  const { checkpoints } = store
  const kept: Checkpoint[] = []
  const watched = storeWith(store, {
    checkpoints: {
      read: (reactor) => checkpoints.read(reactor),
      update: async (reactor, change) => {
        const checkpoint = await checkpoints.update(reactor, change)
        kept.push(checkpoint)
        return checkpoint
      },
    },
  })
  await store.append('purse:ada', [1, 2, 3].map(moneyPutIn))
  const { reactor, noted } = recordDeposits(watched, { fromPosition: 1, tries: 1 }, (amount) => {
    if (amount === 2) throw new RangeError('permanent failure')
  })
  await eventually(() => expect(noted).toEqual([1, 3]))
  await reactor.stop()
  expect((await reactor.parked()).map(({ position }) => position)).toEqual([2])
  const ahead = kept.filter(({ position, parked }) => parked.some((one) => one.position > position))
  expect(ahead).toEqual([])
})
