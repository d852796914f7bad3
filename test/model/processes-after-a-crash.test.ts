import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { defineProcessManager, startProcessManager } from 'rewindable/model'
import { expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { untilTheEnd } from '../open-stores.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { stopAtEnd } from './reactors.ts'

/** Decides on the number of events of the process. */
const counts = defineProcessManager<{ count: number }, number, PurseEvent>({
  name: 'counts',
  correlate: ({ streamId }) => streamId,
  initialState: () => ({ count: 0 }),
  when: {
    MoneyPutIn: (state) => {
      state.count += 1
    },
  },
  decide: { MoneyPutIn: (_, { count }) => count },
})

const markOfCounts = JSON.stringify(['process', 'counts'])

test('a tab decides on the state at an event, although a killed tab stored later states before its mark', async () => {
  const storage = new MemoryStorage('log')
  const store = untilTheEnd(createEventStore<PurseEvent>(storage))
  const decisions: number[] = []
  const run = () =>
    stopAtEnd(
      startProcessManager(store, counts, async (count) => void decisions.push(count), {
        fromPosition: 1_000,
        tries: 1,
        delay: () => 0,
      }),
    )
  const readMark = () => storage.documents.readLatest('snapshots', markOfCounts)
  const untilMarked = (position: number) => eventually(async () => expect(await readMark()).toMatchObject({ position }))

  await store.append('p', Array(1_000).fill(moneyPutIn(1)))
  const first = run()
  await untilMarked(1_000)
  const mark = await readMark()
  await store.append('p', Array(1_000).fill(moneyPutIn(1)))
  await untilMarked(2_000)
  await first.stop()
  await first.stopped

  // The database now has the documents of the second round, but neither its mark nor its checkpoint.
  await storage.documents.update('snapshots', [markOfCounts, 0], () => mark)
  await store.checkpoints.update('counts', (current) => ({ ...(current ?? expect.fail()), position: 1_499 }))
  decisions.length = 0
  const second = run()
  await eventually(() => expect(decisions.at(-1)).toBe(2_000))
  expect(decisions).toEqual(Array.from({ length: 501 }, (_, index) => 1_500 + index))
  await second.stop()
})
