import { defineProjection, openMemoryEventStore } from 'rewindable'
import { fork, Timeline } from 'rewindable/time-travel'
import { expect, onTestFinished, test } from 'vitest'

type RowEvent = { readonly type: 'Renamed'; readonly data: { readonly row: number; readonly title: string } }
type Row = { title: string }

/** Opens a timeline over events that change one of the first ten rows each. All rows exist from the beginning. */
async function openRows(rowCount: number, eventCount: number, title: string, keyframeMemory?: number) {
  const store = await openMemoryEventStore<RowEvent>()
  const rows = defineProjection<Map<number, Row>, RowEvent>({
    name: 'rows',
    initialState: () => new Map(Array.from({ length: rowCount }, (_, row) => [row, { title: `${row} ${title}` }])),
    when: {
      Renamed: (state, { data }) => {
        const row = state.get(data.row)
        if (row) row.title = data.title
      },
    },
  })
  const events = Array.from({ length: eventCount }, (_, index): RowEvent => {
    return { type: 'Renamed', data: { row: index % 10, title: `renamed ${index}` } }
  })
  await store.append('s', events)
  const timeline = new Timeline(store, rows, keyframeMemory === undefined ? {} : { keyframeMemory })
  onTestFinished(() => timeline.stop())
  await timeline.prepared()
  return { store, rows, timeline }
}

/** Returns the keys of the rows that are not the same object in two states. */
function changedRows(one: ReadonlyMap<number, Row>, other: ReadonlyMap<number, Row>): number[] {
  return [...one.keys()].filter((row) => one.get(row) !== other.get(row))
}

test('keyframes of a large state need little more memory than the state', async () => {
  const { timeline } = await openRows(300, 2_560, 'x'.repeat(3_000))
  const aState = 300 * 6_000
  for (const position of [2_000, 500, 1_000]) await timeline.seek(position)
  await timeline.prepared()
  expect(timeline.keyframes.positions.length).toBeGreaterThan(5)
  expect(timeline.keyframes.bytes).toBeLessThan(2 * aState)
})

test('visits of many positions do not make a timeline drop keyframes that fit into its memory', async () => {
  const { timeline } = await openRows(300, 2_560, 'x'.repeat(3_000), 2_600_000)
  for (let position = 2_500; position > 0; position -= 100) await timeline.seek(position)
  await timeline.prepared()
  expect(timeline.keyframes.bytes).toBeLessThanOrEqual(2_600_000)
  expect(timeline.keyframes.positions.length).toBeGreaterThan(5)
})

test('keyframes of a list share the items that moved', async () => {
  const store = await openMemoryEventStore<RowEvent>()
  const queue = defineProjection<Row[], RowEvent>({
    name: 'queue',
    initialState: () => Array.from({ length: 1_000 }, () => ({ title: 'x'.repeat(1_000) })),
    when: {
      Renamed: (state, { data }) => {
        state.shift()
        state.push({ title: data.title })
      },
    },
  })
  const events = Array.from({ length: 600 }, (_, row): RowEvent => ({ type: 'Renamed', data: { row, title: 'short' } }))
  await store.append('s', events)
  const timeline = new Timeline(store, queue)
  onTestFinished(() => timeline.stop())
  await timeline.prepared()
  await timeline.seek(500)
  expect(timeline.keyframes.positions.length).toBeGreaterThan(4)
  expect(timeline.keyframes.bytes).toBeLessThan(2 * 1_000 * 2_000)
})

test('a step of one event in either direction changes one row and keeps the identity of the others', async () => {
  const { timeline } = await openRows(10, 600, '')
  await timeline.seek(300)
  for (const by of [1, 1, -1, -1, -1] as const) {
    const before = timeline.getSnapshot().state
    await timeline.step(by)
    const { state, position } = timeline.getSnapshot()
    expect(changedRows(before, state)).toEqual([(by === 1 ? position - 1 : position) % 10])
  }
})

test('the first step backward after a seek changes one row and keeps the identity of the others', async () => {
  const { timeline } = await openRows(10, 600, '')
  await timeline.seek(301)
  const before = timeline.getSnapshot().state
  await timeline.step(-1)
  expect(changedRows(before, timeline.getSnapshot().state)).toEqual([0])
})

test('the states of a fork keep the identity of unchanged rows', async () => {
  const { store, timeline, rows } = await openRows(10, 50, '')
  await timeline.seek(20)
  const whatIf = await fork(store, { at: 20 })
  const forked = new Timeline(whatIf, rows)
  onTestFinished(() => forked.stop())
  await forked.prepared()
  const before = forked.getSnapshot().state
  await whatIf.append('s', { type: 'Renamed', data: { row: 3, title: 'in the fork' } })
  await forked.toLive()
  expect(changedRows(before, forked.getSnapshot().state)).toEqual([3])
  expect(timeline.getSnapshot().state.get(3)?.title).toBe('renamed 13')
})
