import { type EventStore, LogCorrupted, type RecordedEvent } from 'rewindable'
import { fork } from 'rewindable/time-travel'
import { describe, expect, test } from 'vitest'
import { storeWith } from '../model/store-with.ts'
import { newName, places } from '../open-stores.ts'

type Counted = { readonly type: 'Counted'; readonly data: { readonly value: number } }

const counted = (value: number): Counted => ({ type: 'Counted', data: { value } })
const streams = (count: number): string[] => Array.from({ length: count }, (_, index) => `stream:${index}`)
const appendsTo = (streamIds: readonly string[], expectedVersion: number) =>
  streamIds.map((streamId, value) => ({ streamId, events: [counted(value)], expectedVersion }))

/** Wraps a store and counts its sequential waits. Parallel reads count once. */
function countingWaits(store: EventStore<Counted>): {
  store: EventStore<Counted>
  waits: () => number
  reads: () => number
} {
  let waits = 0
  let reads = 0
  let underWay = 0
  async function counting<Result>(work: () => Promise<Result>): Promise<Result> {
    reads += 1
    if (underWay === 0) waits += 1
    underWay += 1
    try {
      return await work()
    } finally {
      underWay -= 1
    }
  }
  async function* readBatches(
    ...[options]: Parameters<EventStore<Counted>['readBatches']>
  ): AsyncGenerator<readonly RecordedEvent<Counted>[], void, undefined> {
    waits += 1
    yield* store.readBatches(options)
  }
  const watched = storeWith(store, {
    readBatches,
    readStream: (...given) => counting(() => store.readStream(...given)),
    readCommand: (commandId) => counting(() => store.readCommand(commandId)),
  })
  return { store: watched, waits: () => waits, reads: () => reads }
}

describe.each(places)('forks with many streams in $place', ({ open }) => {
  test('a fork that appends to many streams waits only a few times for its origin', async () => {
    const { store, waits, reads } = countingWaits(await open<Counted>(newName()))
    const before = streams(400)
    await store.appendBatch(appendsTo(before, 0))
    const whatIf = await fork(store)
    // Later events of the origin are not in the fork.
    await store.appendBatch(appendsTo(streams(500), 0).slice(400))
    await store.append('stream:7', counted(7))
    const [begun, readBefore] = [waits(), reads()]
    const results = await whatIf.appendBatch([...appendsTo(before, 1), ...appendsTo(streams(600), 0).slice(400)])
    expect(waits() - begun).toBeLessThan(5)
    expect(reads() - readBefore).toBe(0)
    expect(results.map(({ streamVersion }) => streamVersion)).toEqual([...before.map(() => 2), ...Array(200).fill(1)])
    expect(await Promise.all(['stream:7', 'stream:450'].map((id) => whatIf.streamVersion(id)))).toEqual([2, 1])
    await whatIf.close()
  })

  test('a fork that appends to some streams of a long log waits only a few times for its origin', async () => {
    const { store, waits } = countingWaits(await open<Counted>(newName()))
    await store.appendBatch(streams(50).map((streamId) => ({ streamId, events: [1, 2, 3].map(counted) })))
    const whatIf = await fork(store)
    for (const streamId of ['stream:1', 'stream:2']) await store.append(streamId, [4, 5].map(counted))
    const begun = waits()
    await whatIf.appendBatch(appendsTo(streams(50), 3))
    expect(waits() - begun).toBeLessThan(5)
    await whatIf.close()
  })

  test('a fork that checks many command ids waits only a few times for its origin', async () => {
    const { store, waits } = countingWaits(await open<Counted>(newName()))
    await store.append('stream:0', counted(0), { commandId: 'command 7' })
    const whatIf = await fork(store)
    const begun = waits()
    const results = await Promise.all(
      streams(200).map((streamId, index) => whatIf.append(streamId, counted(index), { commandId: `command ${index}` })),
    )
    expect(waits() - begun).toBeLessThan(10)
    expect(results.flatMap(({ duplicate }, index) => (duplicate ? index : []))).toEqual([7])
    await whatIf.close()
  })

  test('a fork can append to many streams although a part of its origin cannot be read', async () => {
    const origin = await open<Counted>(newName())
    await origin.appendBatch(appendsTo(streams(200), 0))
    const damaged = storeWith(origin, {
      // biome-ignore lint/correctness/useYield: the read fails before its first batch
      readBatches: async function* () {
        throw new LogCorrupted({ position: 1, problem: 'the test damaged it' })
      },
    })
    const whatIf = await fork(damaged, { at: 100 })
    const results = await whatIf.appendBatch([...appendsTo(streams(100), 1), ...appendsTo(streams(200), 0).slice(100)])
    expect(results.map(({ streamVersion }) => streamVersion)).toEqual([...Array(100).fill(2), ...Array(100).fill(1)])
    await whatIf.close()
  })
})
