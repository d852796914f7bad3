import {
  defineProjection,
  exportJsonl,
  importJsonl,
  openEventStore,
  openMemoryEventStore,
  Projection,
  reconstructState,
} from 'rewindable'
import { defineDecider, handleCommand } from 'rewindable/model'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { newName, untilTheEnd } from '../open-stores.ts'

type AEvent = { readonly type: 'A'; readonly data: number }

const opened = [
  { place: 'IndexedDB', open: () => openEventStore<AEvent>(newName()) },
  { place: 'memory', open: () => openMemoryEventStore<AEvent>() },
]

/** Fakes only `Date`. Timers stay real, because the database needs them. */
function fakeClock(time: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: time })
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

describe.each(opened)('default clock of a store in $place', ({ open }) => {
  test('a store reads `Date.now` for each commit, even if a test fakes it after the store was opened', async () => {
    const store = untilTheEnd(await open())
    fakeClock(Date.UTC(2040, 0, 1))
    await store.append('s', { type: 'A', data: 1 })
    vi.setSystemTime(Date.UTC(2040, 0, 2))
    await store.append('s', { type: 'A', data: 2 })
    const { events } = await store.readStream('s')
    expect(events.map(({ recordedAt }) => recordedAt)).toEqual([Date.UTC(2040, 0, 1), Date.UTC(2040, 0, 2)])
  })

  test('a decider gets the time of `Date.now`', async () => {
    const store = untilTheEnd(await open())
    const decider = defineDecider<number, object, AEvent>({
      name: 'clock',
      initialState: () => 0,
      when: {},
      decide: (_, __, { now }) => ({ type: 'A', data: now() }),
    })
    fakeClock(Date.UTC(2040, 0, 1))
    const { events } = await handleCommand(store, decider, 's', {})
    expect(events[0]?.data).toBe(Date.UTC(2040, 0, 1))
  })
})

test('a state may hold dates of a faked `Date` class', async () => {
  const store = await openMemoryEventStore<AEvent>()
  const dates = defineProjection<{ at: Date }, AEvent>({
    name: 'dates',
    initialState: () => ({ at: new Date() }),
    when: {
      A: (state) => {
        state.at = new Date()
      },
    },
  })
  fakeClock(Date.UTC(2040, 0, 1))
  const projection = new Projection(store, dates)
  for (const data of [1, 2]) {
    await store.append('s', { type: 'A', data })
    await projection.catchUp()
    expect(projection.state.at.getTime()).toBe(Date.UTC(2040, 0, 1))
  }
  await projection.saveSnapshot()
  expect(await reconstructState(store, dates)).toEqual(projection.state)
})

describe('invalid clocks', () => {
  test.each([
    ['returns nanoseconds', () => Date.UTC(2026, 0, 1) * 1e6],
    ['returns a time after the last valid Date', () => 8.64e15 + 1],
    ['returns a time before the first valid Date', () => -8.64e15 - 2],
    ['returns NaN', () => Number.NaN],
    ['returns infinity', () => Number.POSITIVE_INFINITY],
    ['returns a string', () => '2026-01-01' as unknown],
  ])('an append rejects and writes nothing if the clock %s', async (_, now) => {
    const store = await openMemoryEventStore<AEvent>({ now: now as () => number })
    const error = await rejectionOf(store.append('s', { type: 'A', data: 1 }))
    expect(error).toMatchObject({ code: 'InvalidArgument', argument: 'now' })
    expect(await store.lastPosition()).toBe(0)
  })
})

test.each([8.64e15, 0, -1, -8.64e15, 0.5, Date.UTC(2026, 0, 1) + 0.123])(
  'a log whose clock returned %d can be exported and imported',
  async (time) => {
    const store = await openMemoryEventStore<AEvent>({ now: () => time })
    await store.append('s', { type: 'A', data: 1 })
    const copy = await openMemoryEventStore<AEvent>()
    expect(await importJsonl(copy, exportJsonl(store))).toMatchObject({ imported: 1 })
    expect((await copy.readStream('s')).events).toEqual((await store.readStream('s')).events)
  },
)
