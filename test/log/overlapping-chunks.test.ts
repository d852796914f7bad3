import { LiveProjection } from 'rewindable'
import { createEventStore, type EventChunk, MemoryStorage, type ReadRange } from 'rewindable/adapter'
import { expect, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually } from '../async-results.ts'
import { newName, untilTheEnd } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'
import { openTimeline } from '../time-travel/timelines.ts'

/** A storage whose chunks begin at fixed positions, as pages do: 1, 101, 201 … */
class PagedStorage extends MemoryStorage {
  override read({ from, ...rest }: ReadRange): Promise<readonly EventChunk[]> {
    const first = from - ((from - 1) % 100)
    return super.read({ ...rest, from: first, to: first + 99, maxEvents: 100 })
  }
}

test('a timeline reads a sound log, although pages in memory overlap an own append in memory', async () => {
  const storage = new PagedStorage(newName())
  const here = untilTheEnd(createEventStore<BankEvent>(storage, { pollInterval: 0 }))
  const there = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage(newName(), storage), { pollInterval: 0 }))
  const deposits = (count: number) => upTo(count).map(() => moneyDeposited(1))
  await there.append('account:1', deposits(180))
  // A store remembers its appends only for a follower.
  const live = new LiveProjection(here, balance, { snapshots: false })
  await eventually(() => expect(live.state).toBe(180))
  // This append is one chunk in memory, from 181 to 230.
  await here.append('account:1', deposits(50))
  await there.append('account:1', deposits(25))
  // The store keeps the pages while two subscriptions read them.
  const subscriptions = [here.subscribe(), here.subscribe()].map((events) => events[Symbol.asyncIterator]())
  for (const events of subscriptions) for (const _ of upTo(201)) await events.next()
  const timeline = await openTimeline(here, { ...balance, name: 'timeline' })
  await timeline.seek(150)
  expect(timeline.getSnapshot().state).toBe(150)
  for (const events of subscriptions) await events.return?.()
  live.stop()
})
