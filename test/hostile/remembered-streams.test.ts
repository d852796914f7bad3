import { createEventStore, type LogQuestion, type LogView } from 'rewindable'
import { MemoryStorage } from 'rewindable/testing'
import { expect, test } from 'vitest'
import { newName, untilTheEnd } from '../open-stores.ts'
import { tallyOf } from './tally.ts'

const tried = tallyOf('remembered streams')

/** Records the streams whose versions a store reads because it does not remember them. */
class AskedStorage extends MemoryStorage {
  asked: readonly string[] = []

  override decideAndWrite(
    question: LogQuestion,
    decide: (view: LogView) => ReturnType<Parameters<MemoryStorage['decideAndWrite']>[1]>,
  ): Promise<boolean> {
    this.asked = question.streamIds
    return super.decideAndWrite(question, decide)
  }
}

test('a store remembers the versions of a limited number of streams', async () => {
  const storage = new AskedStorage(newName())
  const store = untilTheEnd(createEventStore(storage))
  const streams = 30_000
  const step = 1_000
  for (let first = 0; first < streams; first += step) {
    const appends = Array.from({ length: step }, (_, index) => ({
      streamId: `stream:${first + index}`,
      events: [{ type: 'Noted', data: null }],
    }))
    await store.appendBatch(appends)
  }
  tried()

  let remembered = 0
  for (let stream = streams - 1; stream >= 0; stream -= 1) {
    storage.asked = []
    await store.append(`stream:${stream}`, { type: 'Noted', data: null }, { expectedVersion: 1 })
    if (storage.asked.length === 0) remembered += 1
  }
  expect(remembered).toBeGreaterThan(step)
  expect(remembered).toBeLessThanOrEqual(10_000 + step)
  expect(await store.lastPosition()).toBe(2 * streams)
})
