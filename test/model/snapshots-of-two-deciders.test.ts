import type { EventStore } from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { defineDecider, handleCommand } from 'rewindable/model'
import { fork } from 'rewindable/time-travel'
import { expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { newName, untilTheEnd } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'

const ada = 'purse:ada'

/** Counts in steps. Two of these deciders have the same source. */
const countingIn = (step: number, version = 1) =>
  defineDecider<number, number, PurseEvent>({
    name: 'count',
    version,
    initialState: () => 0,
    when: { MoneyPutIn: (count) => count + step },
    decide: (amount) => moneyPutIn(amount),
  })

const snapshotsOf = (store: EventStore<PurseEvent>) => store.snapshots.list(JSON.stringify(['decider', 'count', ada]))

async function openLong(): Promise<EventStore<PurseEvent>> {
  const store = untilTheEnd(createEventStore<PurseEvent>(new MemoryStorage(newName())))
  await store.append(ada, Array(600).fill(moneyPutIn(1)))
  return store
}

test('a decider does not use the default snapshot of a decider object that captured another variable', async () => {
  const store = await openLong()
  expect(await handleCommand(store, countingIn(1), ada, 1)).toMatchObject({ state: 601 })
  await eventually(async () => expect(await snapshotsOf(store)).toEqual([601]))
  expect(await handleCommand(store, countingIn(2), ada, 1)).toMatchObject({ state: 1_204 })
  expect(await handleCommand(await fork(store), countingIn(3), ada, 1)).toMatchObject({ state: 1_809 })
})

test('a second decider object stores no default snapshot', async () => {
  const store = await openLong()
  const first = countingIn(1)
  await handleCommand(store, first, 'purse:grace', 1)
  await handleCommand(store, countingIn(2), ada, 1)
  expect(await handleCommand(store, first, ada, 1)).toMatchObject({ state: 602 })
  await eventually(async () => expect(await snapshotsOf(store)).toEqual([603]))
})

test('a decider object with another version has its own default snapshots', async () => {
  const store = await openLong()
  await handleCommand(store, countingIn(1), ada, 1)
  await eventually(async () => expect(await snapshotsOf(store)).toEqual([601]))
  expect(await handleCommand(store, countingIn(2, 2), ada, 1)).toMatchObject({ state: 1_204 })
  await eventually(async () => expect(await snapshotsOf(store)).toContain(602))
})
