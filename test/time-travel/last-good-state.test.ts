import { defineProjection, type EventStore, LogCorrupted, Projection, ProjectionFailed } from 'rewindable'
import { createEventStore, type EventChunk, MemoryStorage, type ReadRange } from 'rewindable/adapter'
import { Timeline, type TimelineProjections } from 'rewindable/time-travel'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type BankEvent, balance, moneyDeposited } from '../../examples/bank-account.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { newName, places, untilTheEnd } from '../open-stores.ts'
import { breakableTotal } from '../projection/telling-projections.ts'

function timelineOf<const State>(store: EventStore<BankEvent>, projections: TimelineProjections<State, BankEvent>) {
  const timeline = new Timeline(store, projections)
  onTestFinished(() => timeline.stop())
  return timeline
}

describe.each(places)('the last good state of a timeline in $place', ({ open }) => {
  async function openDeposits(count = 8) {
    const store = await open<BankEvent>(newName(), { pollInterval: 0 })
    for (let amount = 1; amount <= count; amount += 1) await store.append('s', moneyDeposited(amount))
    return { store, ...breakableTotal(5) }
  }
  const good = { state: { total: 10, deposits: 4 }, position: 4, event: { globalPosition: 4 } }

  test('after a reload, a timeline shows the state before the failing event, its event and the error', async () => {
    const { store, definition } = await openDeposits()
    const timeline = timelineOf(store, definition)
    const shown: unknown[] = []
    timeline.subscribe(({ position, error }) => shown.push([position, error instanceof ProjectionFailed]))
    await eventually(() => expect(timeline.getSnapshot().error).toBeInstanceOf(ProjectionFailed))
    expect(timeline.getSnapshot()).toMatchObject({ ...good, isLive: true, lastPosition: 8, reached: undefined })
    // State and error must arrive in the same view.
    expect(shown).not.toContainEqual([4, false])
    expect(shown).not.toContainEqual([0, true])
  })

  test('a new timeline shows the last good state after toLive or a seek beyond the failing event', async () => {
    const { store, definition } = await openDeposits()
    const toLive = timelineOf(store, definition)
    expect(await rejectionOf(toLive.toLive())).toMatchObject({ code: 'ProjectionFailed', position: 5 })
    expect(toLive.getSnapshot()).toMatchObject({ ...good, isLive: true })
    const sought = timelineOf(store, definition)
    expect(await rejectionOf(sought.seek(7))).toMatchObject({ code: 'ProjectionFailed', position: 5 })
    expect(sought.getSnapshot()).toMatchObject({ ...good, isLive: false })
  })

  test('a timeline shows the last good state when the failing event is inside a commit', async () => {
    const { store, definition } = await openDeposits(3)
    const timeline = timelineOf(store, definition)
    await timeline.toLive()
    await store.append(
      's',
      [4, 5, 6].map((amount) => moneyDeposited(amount)),
    )
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ ...good, lastPosition: 6, isLive: true }))
  })

  test('a timeline keeps the last good state while the log grows', async () => {
    const { store, definition } = await openDeposits()
    const timeline = timelineOf(store, definition)
    await rejectionOf(timeline.toLive())
    const { state } = timeline.getSnapshot()
    await store.append('s', moneyDeposited(9))
    await eventually(() => expect(timeline.getSnapshot().lastPosition).toBe(9))
    await timeline.prepared()
    expect(timeline.getSnapshot()).toMatchObject({ ...good, isLive: true })
    expect(timeline.getSnapshot().state).toBe(state)
    expect(timeline.getSnapshot().error).toBeInstanceOf(ProjectionFailed)
  })

  test('steps after a failure start from the shown position', async () => {
    const { store, definition } = await openDeposits()
    const timeline = timelineOf(store, definition)
    await rejectionOf(timeline.toLive())
    expect(await timeline.step(-1)).toBe(true)
    expect(timeline.getSnapshot()).toMatchObject({ position: 3, state: { total: 6 }, error: undefined })
    await timeline.seek(1)
    expect(timeline.getSnapshot()).toMatchObject({ position: 1, state: { total: 1 } })
    expect(await timeline.diff(3, 4)).toHaveLength(2)
  })

  test('a timeline in the past keeps its position when toLive or a seek fails', async () => {
    const { store, definition, fix } = await openDeposits()
    const timeline = timelineOf(store, definition)
    await timeline.seek(2)
    const { state } = timeline.getSnapshot()
    for (const move of [() => timeline.toLive(), () => timeline.seek(6)]) {
      expect(await rejectionOf(move())).toBeInstanceOf(ProjectionFailed)
      expect(timeline.getSnapshot()).toMatchObject({ position: 2, isLive: false })
      expect(timeline.getSnapshot().state).toBe(state)
      expect(timeline.getSnapshot().error).toBeInstanceOf(ProjectionFailed)
    }
    await store.append('s', moneyDeposited(9))
    await eventually(() => expect(timeline.getSnapshot().lastPosition).toBe(9))
    expect(timeline.getSnapshot()).toMatchObject({ position: 2, isLive: false })
    fix()
    expect(await timeline.toLive()).toBe(true)
    expect(timeline.getSnapshot()).toMatchObject({ position: 9, state: { total: 45 }, error: undefined })
  })

  test('play stops before the failing event and rejects', async () => {
    const { store, definition } = await openDeposits()
    const timeline = new Timeline(store, definition, { wait: async () => {} })
    onTestFinished(() => timeline.stop())
    await timeline.seek(2)
    expect(await rejectionOf(timeline.play())).toBeInstanceOf(ProjectionFailed)
    expect(timeline.getSnapshot()).toMatchObject({ ...good, playing: undefined })
  })

  test('a timeline shows all projections at the position of the last good state', async () => {
    const { store, definition } = await openDeposits()
    const timeline = timelineOf(store, [balance, definition])
    await rejectionOf(timeline.toLive())
    expect(timeline.getSnapshot()).toMatchObject({ position: 4, state: [10, { total: 10, deposits: 4 }] })
  })

  test('a timeline shows the whole log after the handler is fixed', async () => {
    const { store, definition, fix } = await openDeposits()
    const timeline = timelineOf(store, definition)
    await rejectionOf(timeline.toLive())
    fix()
    await store.append('s', moneyDeposited(9))
    await eventually(() => expect(timeline.getSnapshot()).toMatchObject({ position: 9, state: { total: 45 } }))
    expect(timeline.getSnapshot().error).toBeUndefined()
  })
})

test('the projection that fails first determines the shown position, even after a start from a snapshot', async () => {
  const store = untilTheEnd(createEventStore<BankEvent>(new MemoryStorage(newName())))
  const amounts = Array.from({ length: 3_000 }, (_, index) => index + 1)
  await store.append(
    's',
    amounts.map((amount) => moneyDeposited(amount)),
  )
  const early = breakableTotal(7)
  early.fix()
  const projection = new Projection(store, early.definition)
  await projection.catchUp()
  await projection.saveSnapshot()
  const failing = defineProjection<number, BankEvent>({
    name: 'failing',
    initialState: () => 0,
    when: {
      MoneyDeposited: (count, { data }) => {
        if (data.amount === 9) throw new Error('nine')
        return count + 1
      },
    },
  })
  const timeline = timelineOf(store, [{ ...breakableTotal(7).definition }, failing])
  expect(await rejectionOf(timeline.toLive())).toBeInstanceOf(ProjectionFailed)
  expect(timeline.getSnapshot()).toMatchObject({ position: 6, state: [{ total: 21, deposits: 6 }, 6] })
})

/** A storage that cannot read records after a given position. */
class Damaged extends MemoryStorage {
  lastReadable = Infinity

  override async read(range: ReadRange): Promise<readonly EventChunk[]> {
    const to = Math.min(range.to, this.lastReadable)
    return range.from > to ? [] : super.read({ ...range, to })
  }
}

test('a timeline of a damaged log shows the state before the damage', async () => {
  const storage = new Damaged(newName())
  const store = untilTheEnd(createEventStore<BankEvent>(storage))
  for (let amount = 1; amount <= 8; amount += 1) await store.append('s', moneyDeposited(amount))
  storage.lastReadable = 4
  const timeline = timelineOf(store, [balance, breakableTotal(0).definition])
  expect(await rejectionOf(timeline.toLive())).toBeInstanceOf(LogCorrupted)
  expect(timeline.getSnapshot()).toMatchObject({
    position: 4,
    state: [10, { total: 10 }],
    event: { globalPosition: 4 },
  })
  await timeline.seek(2)
  expect(timeline.getSnapshot()).toMatchObject({ position: 2, state: [3, { total: 3 }], error: undefined })
  expect(await timeline.stateAt(3)).toMatchObject([6, { total: 6 }])
})
