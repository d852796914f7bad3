import { LogCorrupted, Projection, reconstructState, replaceFromJsonl } from 'rewindable'
import { createEventStore, type EventChunk, MemoryStorage, type ReadRange, type StreamChunks } from 'rewindable/adapter'
import { Timeline } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { damageCommit } from '../faults/raw-database.ts'
import { storeWith } from '../model/store-with.ts'
import { inIndexedDB, newName, places, untilTheEnd } from '../open-stores.ts'
import { fileOf, newLogs, openTwo } from '../replacement/two-tabs.ts'
import { goBackTo, openInterruptible } from '../storage/interruptible-store.ts'
import { following } from './start-live-projection.ts'
import { breakableTotal, depositPositions, upTo } from './telling-projections.ts'

describe('the live state of a stream with a damaged event', () => {
  /** A storage that cannot read one version of stream a. */
  class Damaged extends MemoryStorage {
    unreadable = 0

    override async readStream(streamId: string, range: ReadRange): Promise<StreamChunks> {
      const { version, chunks } = await super.readStream(streamId, range)
      const decode = (chunk: EventChunk): (() => never) | undefined => {
        const broken = chunk.decode().find(({ streamVersion }) => streamId === 'a' && streamVersion === this.unreadable)
        if (!broken) return undefined
        return () => {
          throw new LogCorrupted({ position: broken.globalPosition, problem: 'it is unreadable' })
        }
      }
      return {
        version,
        chunks: chunks.map((chunk): EventChunk => {
          const { position, count, size } = chunk
          return { position, count, size, decode: decode(chunk) ?? (() => chunk.decode()) }
        }),
      }
    }
  }

  async function openDamaged(events: number, unreadable: number) {
    const storage = new Damaged(newName())
    const store = untilTheEnd(createEventStore<BankEvent>(storage, { pollInterval: 0 }))
    for (const amount of upTo(events)) await store.append('a', [moneyDeposited(amount)])
    await store.append('b', moneyDeposited(1))
    storage.unreadable = unreadable
    return { storage, store }
  }

  test.each([1, 2, 3, 4])('a live projection shows the state before damaged version %d', async (first) => {
    const { storage, store } = await openDamaged(4, first)
    const live = following(store, depositPositions, { streamId: 'a' })
    await eventually(() => expect(live.status).toBe('failed'))
    expect([live.state, live.position]).toEqual([upTo(first - 1), first - 1])
    expect(live.error).toMatchObject({ code: 'LogCorrupted', position: first, streamVersion: first })
    storage.unreadable = 0
    await live.catchUp()
    expect([live.state, live.status]).toEqual([upTo(4), 'live'])
  })

  test('a timeline shows the states before the damage', async () => {
    const { store } = await openDamaged(600, 551)
    const timeline = new Timeline(store, depositPositions, { streamId: 'a' })
    expect(await rejectionOf(timeline.toLive())).toMatchObject({ code: 'LogCorrupted', position: 551 })
    expect(timeline.getSnapshot()).toMatchObject({ position: 550, lastPosition: 600, state: upTo(550) })
    expect(await timeline.seek(549)).toBe(true)
    expect(timeline.getSnapshot()).toMatchObject({ position: 549, event: { streamVersion: 549 } })
    timeline.stop()
  })

  test('damage in another stream does not affect a stream', async () => {
    const name = newName()
    const store = await inIndexedDB<BankEvent>(name, { pollInterval: 0 })
    for (const amount of upTo(3)) await store.append('a', moneyDeposited(amount))
    await store.append('b', moneyDeposited(1))
    await damageCommit(name, 4, (commit) => ({ ...commit, events: 'damaged' }))
    const live = following(store, balance, { streamId: 'a' })
    await live.catchUp()
    expect([live.state, live.status]).toEqual([6, 'live'])
    const timeline = new Timeline(store, balance, { streamId: 'a' })
    expect(await timeline.toLive()).toBe(true)
    expect(timeline.getSnapshot()).toMatchObject({ state: 6, position: 3 })
    timeline.stop()
    expect(await reconstructState(store, balance, { streamId: 'a' })).toBe(6)
  })
})

describe.each([
  ['and has no new events', 6, 0],
  ['and has fewer new events than it lost', 6, 2],
  ['and has as many new events as it lost', 6, 4],
  ['and has more new events than it lost', 6, 7],
  ['to its beginning and is empty', 0, 0],
  ['to its beginning and has new events', 0, 10],
] as const)('a stream of a log that was rewound %s', (_, left, grown) => {
  async function openTen() {
    const name = newName()
    const opened = await openInterruptible(name)
    for (const turn of upTo(20)) await opened.store.append(turn % 2 === 0 ? 'b' : 'a', moneyDeposited(1))
    return { name, ...opened }
  }

  async function rewind(name: string): Promise<void> {
    await goBackTo(name, 2 * left)
    const other = await inIndexedDB<BankEvent>(name)
    for (const turn of upTo(2 * grown)) await other.append(turn % 2 === 0 ? 'b' : 'a', moneyDeposited(100))
  }

  const total = left + 100 * grown
  const end = left + grown

  test('live projections, projections and timelines show the rewound stream', async () => {
    const { name, store, interrupt } = await openTen()
    const live = following(store, balance, { streamId: 'a' })
    const projection = new Projection(store, balance, { streamId: 'a' })
    const timeline = new Timeline(store, balance, { streamId: 'a' })
    onTestFinished(() => timeline.stop())
    await Promise.all([live.catchUp(), projection.catchUp(), timeline.toLive()])
    await live.saveSnapshot()
    expect([live.state, projection.state, timeline.getSnapshot().state]).toEqual([10, 10, 10])
    await rewind(name)
    await projection.catchUp()
    expect([projection.state, projection.position]).toEqual([total, end])
    interrupt()
    await eventually(() => expect([live.state, live.position, live.status]).toEqual([total, end, 'live']))
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ state: total, position: end, isLive: true }))
    const again = following(store, balance, { streamId: 'a' })
    await again.loadSnapshot()
    await again.catchUp()
    expect([again.state, again.position]).toEqual([total, end])
  })
})

describe.each(places)('a stream of a replaced log in $place', ({ open }) => {
  test.each(newLogs)('live projections and timelines of a stream show %s', async (_, amounts, sameIds) => {
    const { store, other } = await openTwo(open)
    const lives = [store, other].map((one) => following(one, balance, { streamId: 'account:1' }))
    const timelines = [store, other].map((one) => new Timeline(one, balance, { streamId: 'account:1' }))
    onTestFinished(() => {
      for (const timeline of timelines) timeline.stop()
    })
    const projection = new Projection(other, balance, { streamId: 'account:1' })
    await Promise.all([...lives, projection].map((one) => one.catchUp()))
    await lives[0]?.saveSnapshot()
    await replaceFromJsonl(store, await fileOf(amounts, sameIds), { allowEmpty: true })
    const total = amounts.reduce((sum, amount) => sum + amount, 0)
    const shown = [total, amounts.length]
    for (const live of lives) await eventually(() => expect([live.state, live.position]).toEqual(shown))
    for (const timeline of timelines) {
      const { getSnapshot: view } = timeline
      await eventually(() => expect([view().state, view().position, view().lastPosition]).toEqual([...shown, shown[1]]))
    }
    await projection.catchUp()
    expect([projection.state, projection.position]).toEqual(shown)
    expect(await reconstructState(other, balance, { streamId: 'account:1' })).toBe(total)
  })

  test('a live stream that opens during a replacement shows the new log', async () => {
    const { store, other } = await openTwo(open)
    await replaceFromJsonl(store, await fileOf(upTo(600)))
    let replaced: Promise<unknown> | undefined
    const latest: typeof other.snapshots.latest = async (...place) => {
      replaced ??= replaceFromJsonl(store, await fileOf([5, 6]))
      await replaced
      // This read makes the other store detect the replacement.
      await other.lastPosition()
      return other.snapshots.latest(...place)
    }
    const snapshots = { ...other.snapshots, list: other.snapshots.list.bind(other.snapshots), latest }
    const live = following(storeWith(other, { snapshots }), balance, { streamId: 'account:1', snapshots: false })
    await live.catchUp()
    expect([live.state, live.position, live.status]).toEqual([11, 2, 'live'])
  })

  test('a failed live stream continues when the log is replaced', async () => {
    const { store, other } = await openTwo(open)
    const { definition } = breakableTotal(1)
    const live = following(other, definition, { streamId: 'account:1' })
    await eventually(() => expect(live.status).toBe('failed'))
    await replaceFromJsonl(store, await fileOf([5, 6]))
    await eventually(() => expect([live.state, live.status]).toEqual([{ total: 11, deposits: 2 }, 'live']))
  })
})
