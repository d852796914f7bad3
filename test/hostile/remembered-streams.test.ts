import { openEventStore } from 'rewindable'
import { expect, test } from 'vitest'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { newName, untilTheEnd } from '../open-stores.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('remembered streams')

test('a store remembers the versions of a limited number of streams', async () => {
  let lookups = 0
  const indexedDB = watchedIndexedDB({
    onTransaction: (transaction) => {
      if (!transaction.objectStoreNames.contains('commits')) return
      const commits = transaction.objectStore('commits')
      const index = commits.index.bind(commits)
      commits.index = (name) => {
        if (name === 'byStream') lookups += 1
        return index(name)
      }
    },
  })
  const store = untilTheEnd(await openEventStore(newName(), { indexedDB }))
  const streams = 12_500
  const step = 500
  for (let first = 0; first < streams; first += step) {
    const appends = Array.from({ length: step }, (_, index) => ({
      streamId: `stream:${first + index}`,
      events: [{ type: 'Noted', data: null }],
    }))
    await store.appendBatch(appends)
  }
  tried()

  // The loop appends to one of 25 streams, because each append is a transaction.
  const sample = 25
  let remembered = 0
  for (let stream = streams - 1; stream >= 0; stream -= sample) {
    lookups = 0
    await store.append(`stream:${stream}`, { type: 'Noted', data: null }, { expectedVersion: 1 })
    if (lookups === 0) remembered += sample
  }
  expect(remembered).toBeGreaterThan(step)
  expect(remembered).toBeLessThanOrEqual(10_000 + step)
  expect(await store.lastPosition()).toBe(streams + streams / sample)
})
