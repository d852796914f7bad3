import fc from 'fast-check'
import { defineCollection, openMemoryEventStore, Projection, type Rows } from 'rewindable'
import { stateChanges } from 'rewindable/time-travel'
import { expect, test } from 'vitest'

type Counter = { count: number; group: number }
/** Adds one to a range of counters, or deletes them. */
type RangeEvent = {
  readonly type: 'Counted' | 'Deleted' | 'GroupCleared'
  readonly data: { readonly from: number; readonly count: number; readonly step: number }
}

const mostKeys = 3_000
const keysOf = ({ data }: RangeEvent): string[] =>
  Array.from({ length: data.count }, (_, index) => `${(data.from + index * data.step) % mostKeys}`)

const counters = defineCollection<Counter, RangeEvent>({
  name: 'counters',
  key: keysOf,
  initialRow: (key) => ({ count: 0, group: Number(key) % 50 }),
  when: {
    Counted: (counter) => {
      counter.count += 1
    },
    Deleted: () => null,
  },
  whole: {
    GroupCleared: (rows, { data }) => {
      for (const [key] of rows.by('byGroup', data.from % 50)) rows.delete(key)
    },
  },
  indexes: { byGroup: ({ group }) => group, byCount: ({ count, group }) => [count, group] },
})

function applyTo(rows: Map<string, Counter>, event: RangeEvent): void {
  if (event.type === 'GroupCleared') {
    for (const [key, { group }] of rows) if (group === event.data.from % 50) rows.delete(key)
    return
  }
  for (const key of new Set(keysOf(event))) {
    const { count, group } = rows.get(key) ?? { count: 0, group: Number(key) % 50 }
    if (event.type === 'Deleted') rows.delete(key)
    else rows.set(key, { count: count + 1, group })
  }
}

const event = fc.record<RangeEvent>({
  type: fc.constantFrom('Counted', 'Counted', 'Deleted', 'GroupCleared'),
  data: fc.record({
    from: fc.nat(mostKeys),
    count: fc.oneof(fc.constant(1), fc.constant(200), fc.constant(2_000)),
    step: fc.constantFrom(1, 7),
  }),
})

const sorted = (rows: ReadonlyMap<string, Counter>): [string, Counter][] =>
  [...rows].sort(([a], [b]) => (a < b ? -1 : 1))

test('thousands of rows equal a map, in any order of additions and deletions', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(event, { maxLength: 12 }), fc.boolean(), async (events, readsAll) => {
      const store = await openMemoryEventStore<RangeEvent>()
      const projection = new Projection(store, counters)
      const expected = new Map<string, Counter>()
      let before: Rows<Counter> = projection.state
      for (const [index, one] of events.entries()) {
        await store.append('counters', one)
        applyTo(expected, one)
        if (!readsAll && index < events.length - 1) continue
        await projection.catchUp()
        const rows = projection.state
        const entries = sorted(expected)
        expect([...rows]).toEqual(entries)
        expect(rows.size).toBe(expected.size)
        const inGroup = entries.filter(([, { group }]) => group === 3)
        expect(rows.by('byGroup', { equals: 3 })).toEqual(inGroup)
        expect(rows.by('byGroup', { equals: 3, direction: 'backward' })).toEqual(inGroup.reverse())
        expect(rows.by('byCount', { from: [2] })).toHaveLength(entries.filter(([, { count }]) => count >= 2).length)
        const paths = new Set(stateChanges(before, rows).map(({ path }) => path[0]))
        const isChanged = (key: string): boolean => before.get(key) !== rows.get(key)
        expect(paths).toEqual(new Set([...before.keys(), ...rows.keys()].filter(isChanged)))
        before = rows
      }
    }),
    { numRuns: 30 },
  )
}, 60_000)

test('a row that a handler replaces by a flat one after the new rows were inserted is kept', async () => {
  type Tagged = { readonly title: string; readonly tags?: readonly string[] }
  type TagEvent = { readonly type: 'Made' | 'Tagged' | 'Cleared'; readonly data: { readonly key: string } }
  const at = (type: TagEvent['type'], key: string): TagEvent => ({ type, data: { key } })
  const tagged = defineCollection<Tagged, TagEvent>({
    name: 'tagged',
    key: ({ data }) => data.key,
    create: { Made: ({ data }) => ({ title: data.key }) },
    when: { Tagged: (row) => ({ ...row, tags: ['new'] }), Cleared: ({ title }) => ({ title }) },
  })
  const store = await openMemoryEventStore<TagEvent>()
  await store.append('rows', [at('Made', 'first'), at('Tagged', 'first')])
  const others = Array.from({ length: 9_000 }, (_, index) => at('Made', `${index}`))
  await store.append('rows', others)
  await store.append('rows', at('Cleared', 'first'))
  const projection = new Projection(store, tagged)
  await projection.catchUp()
  expect(projection.state.size).toBe(others.length + 1)
  expect(projection.state.get('first')).toEqual({ title: 'first' })
})

test('a long replay inserts new rows while it runs, and ends with the same rows', async () => {
  const store = await openMemoryEventStore<RangeEvent>()
  const many = 20_000
  const wide = defineCollection<Counter, RangeEvent>({
    name: 'wide',
    key: ({ data }) => `${data.from}`,
    create: { Counted: ({ data }) => ({ count: 1, group: data.from % 50 }) },
    when: {
      Counted: (counter, { data }) => (data.step === 2 ? { ...counter, count: counter.count + 1 } : undefined),
      Deleted: () => null,
    },
    indexes: { byGroup: ({ group }) => group },
  })
  const at = (type: RangeEvent['type'], index: number, step = 1): RangeEvent => ({
    type,
    data: { from: (index * 7_919) % many, count: 1, step },
  })
  const events = Array.from({ length: many }, (_, index) => [at('Counted', index), at('Counted', index >> 1, 2)]).flat()
  await store.append('wide', [...events, at('Deleted', 1), at('Deleted', 2), at('Counted', 2)])
  const projection = new Projection(store, wide)
  await projection.catchUp()
  const rows = projection.state
  expect(rows.size).toBe(many - 1)
  expect([...rows.keys()]).toEqual([...rows.keys()].sort())
  const total = [...rows.values()].reduce((sum, { count }) => sum + count, 0)
  // The rows of the first half have a count of 3, the others of 1. One row was deleted, and another one begins again.
  expect(total).toBe(2 * many - 3 - 3 + 1)
})
