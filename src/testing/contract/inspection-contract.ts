import type { EventStore } from '../../log/event-store.ts'
import { storageOf } from '../../log/store-internals.ts'
import { inspectionOf, type LogInspection } from '../../storage/indexeddb/inspection.ts'
import { eventsOf } from '../../storage/indexeddb/packed-events.ts'
import { assertRejects, assertSame } from '../assertions.ts'
import { type CaseBody, deposited, withdrawn } from './contract-case.ts'

/** Cases of the contract about the records in IndexedDB. */
export const inspectionContract: Record<string, CaseBody> = {
  'an inspection returns each commit once, in order, for any range of positions': async ({ open }) => {
    const store = await open()
    await store.append('a', deposited(1))
    await store.append('b', [deposited(2), withdrawn(3)], { commandId: 'c' })
    await store.appendBatch([
      { streamId: 'a', events: [deposited(4)] },
      { streamId: 'b', events: [deposited(5)] },
    ])
    const inspection = inspectionIn(store)
    const commits = await inspection.records(1, 100)
    assertSame(
      commits.map(({ position, count, streams, commandIds = [] }) => [position, count, streams, commandIds]),
      [
        [1, 1, [['a', 1]], []],
        [2, 2, [['b', 2]], ['c']],
        [
          4,
          2,
          [
            ['a', 2],
            ['b', 3],
          ],
          [],
        ],
      ],
    )
    assertSame(
      commits.flatMap((commit) => eventsOf(commit)),
      (await store.readStream('a')).events
        .concat((await store.readStream('b')).events)
        .sort((one, other) => one.globalPosition - other.globalPosition),
    )
    assertSame(await inspection.records(1, 2), commits.slice(0, 2))
    assertSame(await inspection.records(3, 100), commits.slice(2))
    assertSame(await inspection.records(7, 100), [])
  },

  'an inspection finds a commit only by the stream versions and command ids in the indexes': async ({ open }) => {
    const store = await open()
    await store.append('a', [deposited(1), deposited(2)], { commandId: 'c' })
    await store.append('b', deposited(3), { commandId: 'd' })
    await store.append('a', deposited(4))
    const inspection = inspectionIn(store)
    const found = await inspection.findStreams([
      ['a', 2],
      ['b', 1],
      ['a', 4],
      ['a', 3],
      ['none', 1],
    ])
    assertSame(
      found.map((position) => position ?? 'none'),
      [1, 3, 'none', 4, 'none'],
    )
    assertSame(
      (await inspection.findCommands(['d', 'none', 'c'])).map((position) => position ?? 'none'),
      [3, 'none', 1],
    )
    assertSame(await inspection.indexSizes(), { streams: 3, commands: 2 })
  },

  'an inspection returns events that were appended after it began': async ({ open }) => {
    const [one, other] = [await open(), await open()]
    const inspection = inspectionIn(one)
    assertSame([await inspection.records(1, 9), await inspection.indexSizes()], [[], { streams: 0, commands: 0 }])
    await other.append('s', deposited(1))
    assertSame((await inspection.records(1, 9)).length, 1)
  },

  'an inspection can list and drop derived pages': async ({ open }) => {
    const store = await open()
    await store.append('s', deposited(1))
    const inspection = inspectionIn(store)
    await inspection.dropPages()
    assertSame(await inspection.pages(1, 9), [])
    assertSame((await inspection.records(1, 9)).length, 1)
  },

  'an inspection of a closed store rejects with StoreClosed': async ({ open }) => {
    const store = await open()
    const inspection = inspectionIn(store)
    await store.close()
    await assertRejects(inspection.records(1, 9), 'StoreClosed')
    await assertRejects(inspection.indexSizes(), 'StoreClosed')
    await assertRejects(store.requestPersistence(), 'StoreClosed')
  },
}

function inspectionIn(store: EventStore): LogInspection {
  const inspection = inspectionOf(storageOf(store))
  if (!inspection) throw new Error('the store does not keep its log in IndexedDB')
  return inspection
}
