import { createEventStore } from 'rewindable/adapter'
import { handleCommand, handleCommands } from 'rewindable/model'
import { expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { SlowStorage } from '../log/slow-storage.ts'
import { nextTask } from '../next-task.ts'
import { newName, untilTheEnd } from '../open-stores.ts'
import { notingPurse, type PurseEvent, purse, putIn } from './purse.ts'
import { once, openTwoTabs } from './remembering-store.ts'

const [ada, grace] = ['purse:ada', 'purse:grace']

test('concurrent commands of one store for one stream are recorded in order and never conflict', async () => {
  const { here } = openTwoTabs()
  const amounts = Array.from({ length: 50 }, (_, index) => index + 1)
  const results = await Promise.all(amounts.map((amount) => handleCommand(here, purse, ada, putIn(amount), once)))
  expect(results.map(({ version }) => version)).toEqual(amounts)
  expect(results.map(({ state }) => state.money)).toEqual(amounts.map((amount) => (amount * (amount + 1)) / 2))
})

test('concurrent commands for overlapping sets of streams are all recorded', async () => {
  const { here } = openTwoTabs()
  const sets = [[ada, grace], [grace, ada], [ada], [grace, 'purse:alan'], ['purse:alan', ada], [grace]]
  await Promise.all(
    sets.map((set) => {
      const commands = set.map((streamId) => ({ streamId, command: putIn(1) }))
      return handleCommands(here, purse, commands, once)
    }),
  )
  const money = async (streamId: string) => (await handleCommand(here, purse, streamId, putIn())).state.money
  expect([await money(ada), await money(grace), await money('purse:alan')]).toEqual([4, 4, 2])
})

test('an aborted command that waits for another one rejects immediately and is never decided', async () => {
  const storage = new SlowStorage(newName())
  const store = untilTheEnd(createEventStore<PurseEvent>(storage))
  const { noted, notingPurse: decider } = notingPurse()
  storage.answersReads = false
  const first = new AbortController()
  const running = handleCommand(store, decider, ada, putIn(1), { signal: first.signal })
  const second = new AbortController()
  const waiting = handleCommand(store, decider, ada, putIn(2), { signal: second.signal })
  const third = handleCommand(store, decider, ada, putIn(3))
  await storage.isStuck
  second.abort(new Error('the second'))
  expect(await rejectionOf(waiting)).toMatchObject({ message: 'the second' })
  // The third command would begin to read now, and never receive an answer.
  await nextTask()
  storage.answersReads = true
  first.abort(new Error('the first'))
  expect(await rejectionOf(running)).toMatchObject({ message: 'the first' })
  expect([(await third).state, noted]).toEqual([{ money: 3 }, [0]])
})
