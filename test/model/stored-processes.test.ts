import fc from 'fast-check'
import { type EventStore, openEventStore } from 'rewindable'
import { createEventStore, type DocumentStorage, MemoryStorage, type ReadRange } from 'rewindable/adapter'
import { defineProcessManager, type Reactor, startProcessManager } from 'rewindable/model'
import { describe, expect, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { newName, places, untilTheEnd } from '../open-stores.ts'
import { goBackTo } from '../storage/interruptible-store.ts'
import { moneyPutIn, type PurseEvent } from './purse.ts'
import { stopAtEnd } from './reactors.ts'

/** Decides on the number of events of the process and their sum. */
const totals = defineProcessManager<{ count: number; sum: number }, string, PurseEvent>({
  name: 'totals',
  correlate: ({ streamId }) => streamId,
  initialState: () => ({ count: 0, sum: 0 }),
  when: {
    MoneyPutIn: (state, { data }) => {
      state.count += 1
      state.sum += data.amount
    },
  },
  decide: { MoneyPutIn: (_, { count, sum }) => `${count} ${sum}` },
})

const markOf = (name: string) => JSON.stringify(['process', name])
const documentOf = (name: string, processId: string) => JSON.stringify(['process', name, processId])

/** A memory storage that counts the events it reads, and whose documents can fail. */
class WatchedStorage extends MemoryStorage {
  eventsRead = 0
  /** The number of documents that can still be stored. */
  updatesLeft = Infinity
  override readonly documents: DocumentStorage
  constructor(logId: string, sharing?: MemoryStorage) {
    super(logId, sharing)
    const documents = new MemoryStorage(logId, this).documents
    this.documents = {
      readLatest: (...given) => documents.readLatest(...given),
      listNumbers: (...given) => documents.listNumbers(...given),
      delete: (...given) => documents.delete(...given),
      update: async (collection, key, change) => {
        if (collection === 'snapshots') this.updatesLeft -= 1
        if (collection === 'snapshots' && this.updatesLeft < 0) throw new Error('the tab was killed')
        return documents.update(collection, key, change)
      },
    }
  }

  override async read(range: ReadRange): ReturnType<MemoryStorage['read']> {
    const chunks = await super.read(range)
    for (const { count } of chunks) this.eventsRead += count
    return chunks
  }
}

/** Runs a process manager. @returns its decisions, as `process: count sum` */
function run(
  store: EventStore<PurseEvent>,
  fromPosition: number | 'now',
  definition = totals,
): { reactor: Reactor<PurseEvent>; decisions: string[] } {
  const decisions: string[] = []
  const reactor = startProcessManager(
    store,
    definition,
    async (text, { processId }) => void decisions.push(`${processId}: ${text}`),
    { fromPosition, tries: 1, delay: () => 0 },
  )
  return { reactor: stopAtEnd(reactor), decisions }
}

async function appendAll(store: EventStore<PurseEvent>, count: number, processes: number): Promise<void> {
  const parts = Array.from({ length: processes }, (_, index) => ({
    streamId: `p${index}`,
    events: Array(count / processes).fill(moneyPutIn(1)),
  }))
  await store.appendBatch(parts)
}

describe.each(places)('stored processes, in $place', ({ open }) => {
  test('a process manager that starts again decides on the stored states', async () => {
    const name = newName()
    const here = await open<PurseEvent>(name)
    await appendAll(here, 6_000, 3_000)
    const first = run(here, 6_000)
    await eventually(async () => expect((await here.snapshots.latest(markOf('totals'), 0))?.position).toBe(6_000))
    // This process is no longer in memory.
    await here.append('p0', moneyPutIn(5))
    await eventually(() => expect(first.decisions).toEqual(['p2999: 2 2', 'p0: 3 7']))
    await first.reactor.stop()
    const there = await open<PurseEvent>(name)
    const second = run(there, 'now')
    await there.append('p0', moneyPutIn(1))
    await there.append('p2500', moneyPutIn(1))
    await there.append('new', moneyPutIn(1))
    await eventually(() => expect(second.decisions).toEqual(['p0: 4 8', 'p2500: 3 3', 'new: 1 1']))
  })

  test('stored states of functions with another source are ignored', async () => {
    const name = newName()
    const here = await open<PurseEvent>(name)
    await appendAll(here, 2_000, 100)
    const first = run(here, 2_000)
    await eventually(async () => expect((await here.snapshots.latest(markOf('totals'), 0))?.position).toBe(2_000))
    await first.reactor.stop()
    const doubled: typeof totals = {
      ...totals,
      when: {
        MoneyPutIn: (state, { data }) => {
          state.count += 1
          state.sum += 2 * data.amount
        },
      },
    }
    const second = run(here, 'now', doubled)
    await here.append('p0', moneyPutIn(1))
    await eventually(() => expect(second.decisions).toEqual(['p0: 21 42']))
  })

  test('a process whose document is damaged is folded from the log', async () => {
    const name = newName()
    const here = await open<PurseEvent>(name)
    await appendAll(here, 2_000, 100)
    const first = run(here, 2_000)
    await eventually(async () => expect((await here.snapshots.latest(markOf('totals'), 0))?.position).toBe(2_000))
    await first.reactor.stop()
    const document = (await here.snapshots.latest(documentOf('totals', 'p0'), 0)) ?? expect.fail()
    const content = { state: { count: 1_000, sum: 0 }, nullPrototypes: [] }
    await here.snapshots.save({ ...document, content, projection: documentOf('totals', 'p0'), position: 0 } as never)
    const second = run(here, 'now')
    await here.append('p0', moneyPutIn(1))
    await eventually(() => expect(second.decisions).toEqual(['p0: 21 21']))
  })

  test('a process whose handler fails also fails after the next start, and its parked events can be retried', async () => {
    const name = newName()
    const here = await open<PurseEvent>(name)
    const picky: typeof totals = {
      ...totals,
      when: {
        MoneyPutIn: (state, { data }) => {
          if (data.amount === 13) throw new RangeError('13 is invalid')
          state.count += 1
          state.sum += data.amount
        },
      },
    }
    await here.append('p0', moneyPutIn(13))
    await appendAll(here, 2_000, 100)
    const first = run(here, 2_001, picky)
    await eventually(async () => expect((await here.snapshots.latest(markOf('totals'), 0))?.position).toBe(2_001))
    await first.reactor.stop()
    const second = run(here, 'now', picky)
    await here.append('p0', moneyPutIn(1))
    await here.append('p1', moneyPutIn(1))
    await eventually(() => expect(second.decisions).toEqual(['p1: 21 21']))
    expect(await second.reactor.parked()).toMatchObject([{ position: 2_002, error: expect.stringContaining('totals') }])
  })
})

test('a process manager over a long log reads only the events after the stored states when it starts', async () => {
  const here = new WatchedStorage('log')
  const store = untilTheEnd(createEventStore<PurseEvent>(here))
  await appendAll(store, 50_000, 1_000)
  const first = run(store, 50_000)
  await eventually(async () => expect((await store.snapshots.latest(markOf('totals'), 0))?.position).toBe(50_000))
  await first.reactor.stop()
  const there = new WatchedStorage('log', here)
  const again = untilTheEnd(createEventStore<PurseEvent>(there))
  const second = run(again, 'now')
  await again.append('p7', moneyPutIn(1))
  await eventually(() => expect(second.decisions).toEqual(['p7: 51 51']))
  expect(there.eventsRead).toBeLessThan(2_000)
})

test('stored states of a rewound log are not used', async () => {
  const name = newName()
  const here = untilTheEnd(await openEventStore<PurseEvent>(name))
  await here.append('p0', Array(10).fill(moneyPutIn(1)))
  await appendAll(here, 2_000, 100)
  const first = run(here, 2_010)
  await eventually(async () => expect((await here.snapshots.latest(markOf('totals'), 0))?.position).toBe(2_010))
  await first.reactor.stop()
  await here.close()
  await goBackTo(name, 10)
  const there = untilTheEnd(await openEventStore<PurseEvent>(name))
  await there.append('p1', Array(2_005).fill(moneyPutIn(7)))
  await there.append('p0', moneyPutIn(1))
  const second = run(there, 'now')
  await there.append('p0', moneyPutIn(1))
  await eventually(() => expect(second.decisions.at(-1)).toBe('p0: 12 12'))
})

test('every decision is correct although tabs are killed while they store, and documents are deleted', async () => {
  const step = fc.record({
    events: fc.array(fc.tuple(fc.nat({ max: 300 }), fc.integer({ min: 1, max: 9 })), {
      minLength: 300,
      maxLength: 1_500,
    }),
    /** The number of documents that this tab can store before it is killed. */
    updates: fc.oneof(fc.nat({ max: 500 }), fc.constant(Infinity)),
    deletes: fc.boolean(),
  })
  const property = fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 4, size: 'max' }), async (steps) => {
    let storage: WatchedStorage | undefined
    const sums = new Map<string, [count: number, sum: number]>()
    for (const { events, updates, deletes } of steps) {
      storage = new WatchedStorage('log', storage)
      storage.updatesLeft = updates
      const store = createEventStore<PurseEvent>(storage)
      const { reactor, decisions } = run(store, 1)
      const expected: string[] = []
      for (const half of [events.slice(0, 150), events.slice(150)]) {
        await store.appendBatch(separate(half.map(([process, amount]) => ({ streamId: `p${process}`, amount }))))
        for (const [process, amount] of half) {
          const [count, sum] = sums.get(`p${process}`) ?? [0, 0]
          sums.set(`p${process}`, [count + 1, sum + amount])
          expected.push(`p${process}: ${count + 1} ${sum + amount}`)
        }
        const last = await store.lastPosition()
        await eventually(async () => expect(await reactor.position()).toBe(last))
        if (deletes) await deleteAll(storage.documents)
      }
      expect(decisions).toEqual(expected)
      await reactor.stop()
      await store.close()
    }
  })
  await fc.assert(property, { numRuns: 'document' in globalThis ? 3 : 6, endOnFailure: true })
}, 120_000)

/** Joins adjacent events of one stream, because a batch must not contain a stream twice in a row. */
function separate(deposits: readonly { streamId: string; amount: number }[]) {
  const parts: { streamId: string; events: PurseEvent[] }[] = []
  for (const { streamId, amount } of deposits) {
    const last = parts.at(-1)
    if (last?.streamId === streamId) last.events.push(moneyPutIn(amount))
    else parts.push({ streamId, events: [moneyPutIn(amount)] })
  }
  return parts
}

/** Deletes all documents in one step, as when the disk is full. */
async function deleteAll(documents: DocumentStorage): Promise<void> {
  const names = [markOf('totals'), ...Array.from({ length: 301 }, (_, index) => documentOf('totals', `p${index}`))]
  await Promise.all(names.map((name) => documents.delete('snapshots', name)))
}
