import { defineProjection, openEventStore, openMemoryEventStore, Projection, reconstructState } from 'rewindable'
import { defineDecider, handleCommand } from 'rewindable/model'
import { describe, expect, onTestFinished, test, vi } from 'vitest'
import { rejectionOf } from '../awaiting.ts'
import { newName, untilTheEnd } from '../places.ts'

type AEvent = { readonly type: 'A'; readonly data: number }

const opened = [
  { place: 'IndexedDB', open: () => openEventStore<AEvent>(newName()) },
  { place: 'memory', open: () => openMemoryEventStore<AEvent>() },
]

/** Fakes the clock alone: timers go on, because the database needs them. */
function fakeClock(time: number): void {
  vi.useFakeTimers({ toFake: ['Date'], now: time })
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

describe.each(opened)('a store without a clock of its own, in $place,', ({ open }) => {
  test('asks `Date.now` for each commit, also when it is faked after the store was opened', async () => {
    const store = untilTheEnd(await open())
    fakeClock(Date.UTC(2040, 0, 1))
    await store.append('s', { type: 'A', data: 1 })
    vi.setSystemTime(Date.UTC(2040, 0, 2))
    await store.append('s', { type: 'A', data: 2 })
    const { events } = await store.readStream('s')
    expect(events.map(({ recordedAt }) => recordedAt)).toEqual([Date.UTC(2040, 0, 1), Date.UTC(2040, 0, 2)])
  })

  test('has commands decided at the time of `Date.now`', async () => {
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

test('a state may have dates of a clock that a test replaced', async () => {
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

describe('a clock is refused, and nothing is written, when it', () => {
  test.each([
    ['counts nanoseconds', () => Date.UTC(2026, 0, 1) * 1e6],
    ['is one millisecond beyond the last one of a Date', () => 8.64e15 + 1],
    ['is before the first millisecond of a Date', () => -8.64e15 - 2],
    ['is not a number', () => Number.NaN],
    ['never ends', () => Number.POSITIVE_INFINITY],
    ['gives a text', () => '2026-01-01' as unknown],
  ])('%s', async (_, now) => {
    const store = await openMemoryEventStore<AEvent>({ now: now as () => number })
    const error = await rejectionOf(store.append('s', { type: 'A', data: 1 }))
    expect(error).toMatchObject({ code: 'InvalidArgument', argument: 'now' })
    expect(await store.lastPosition()).toBe(0)
  })
})

test.each([8.64e15, 0, -1, -8.64e15, 0.5, Date.UTC(2026, 0, 1) + 0.123])(
  'a log whose clock said %d can be exported and imported',
  async (time) => {
    const store = await openMemoryEventStore<AEvent>({ now: () => time })
    await store.append('s', { type: 'A', data: 1 })
    const copy = await openMemoryEventStore<AEvent>()
    expect(await copy.importJsonl(store.exportJsonl())).toMatchObject({ imported: 1 })
    expect((await copy.readStream('s')).events).toEqual((await store.readStream('s')).events)
  },
)
