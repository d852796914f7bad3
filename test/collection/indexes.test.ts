import fc from 'fast-check'
import {
  defineCollection,
  type IndexValue,
  InvalidArgument,
  openMemoryEventStore,
  Projection,
  type RowsQuery,
} from 'rewindable'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { added, done, projectionOf, rowsAfter, todoParts } from './todos.ts'

type Valued = { readonly value?: IndexValue; readonly values?: readonly IndexValue[] }
type ValuedEvent = { readonly type: 'Added'; readonly data: number }

/** Returns the rows of a collection with these values, each with its place as its key. An event cannot hold a negative zero. */
async function rowsWith(valued: readonly Valued[]) {
  const store = await openMemoryEventStore<ValuedEvent>()
  const definition = defineCollection<Valued, ValuedEvent>({
    name: 'valued',
    create: { Added: ({ data }) => valued[data] ?? {} },
    indexes: { byValue: ({ value }) => value, byEach: { each: ({ values }) => values } },
  })
  for (const index of valued.keys()) await store.append(`${index}`, { type: 'Added', data: index })
  const projection = new Projection(store, definition)
  await projection.catchUp()
  return projection.state
}

const text = fc.string({ unit: 'binary', maxLength: 4 })
const surrogate = fc.array(fc.constantFrom('\u0000', '\u0001', '\u0002', '\ud800', '\udfff', '\uffff', 'a'), {
  maxLength: 4,
})
const item = fc.oneof(
  text,
  surrogate.map((units) => units.join('')),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer({ min: -3, max: 3 }),
  fc.boolean(),
  fc.constant(null),
)
const indexValue = fc.oneof({ weight: 3, arbitrary: item }, fc.array(item, { maxLength: 3 }))

const kinds = [(one: unknown) => one === null, false, true, 'number', 'string', 'object']

/** Compares index values by the documented order. */
function compared(one: IndexValue | undefined, other: IndexValue | undefined): number {
  const kindOf = (value: unknown): number =>
    value === null ? 0 : kinds.findIndex((kind, index) => index > 0 && (value === kind || typeof value === kind))
  if (kindOf(one) !== kindOf(other)) return kindOf(one) - kindOf(other)
  if (Array.isArray(one) && Array.isArray(other)) {
    for (const [index, part] of one.entries()) {
      if (index >= other.length) return 1
      const difference = compared(part, other[index])
      if (difference !== 0) return difference
    }
    return one.length - other.length
  }
  if (one === null || other === null || one === other) return 0
  return (one as string) < (other as string) ? -1 : 1
}

const isPrefix = (tuple: IndexValue, value: IndexValue): boolean =>
  Array.isArray(tuple) &&
  Array.isArray(value) &&
  tuple.every((part, index) => index < value.length && compared(part, value[index]) === 0)

/** Selects rows in the simplest way. */
function selected(rows: readonly IndexValue[], query: RowsQuery<Valued>): string[] {
  const { equals, from, to } = query
  const isSelected = (value: IndexValue): boolean =>
    equals !== undefined
      ? compared(value, equals) === 0
      : (from === undefined || compared(value, from) >= 0) &&
        (to === undefined || compared(value, to) <= 0 || isPrefix(to, value))
  const entries = rows.map((value, index) => [`${index}`, value] as const).filter(([, value]) => isSelected(value))
  entries.sort(([a, one], [b, other]) => compared(one, other) || (a < b ? -1 : 1))
  if (query.direction === 'backward') entries.reverse()
  return entries.map(([key]) => key)
}

const ranges: fc.Arbitrary<RowsQuery<Valued>> = fc.oneof(
  fc.record({ equals: indexValue }),
  fc.record(
    { from: indexValue, to: indexValue, direction: fc.constantFrom('forward', 'backward') },
    { requiredKeys: [] },
  ),
)

describe('an index', () => {
  test('an index selects and orders rows like a comparison of their values, as a whole and in pages', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(indexValue, { maxLength: 12 }),
        ranges,
        fc.integer({ min: 1, max: 4 }),
        async (values, query, limit) => {
          const rows = await rowsWith(values.map((value) => ({ value })))
          const expected = selected(values, query)
          expect(rows.by('byValue', query).map(([key]) => key)).toEqual(expected)
          const paged: string[] = []
          for (let page = rows.by('byValue', { ...query, limit }); page.length > 0 && paged.length <= values.length; ) {
            expect(page.length).toBeLessThanOrEqual(limit)
            paged.push(...page.map(([key]) => key))
            page = rows.by('byValue', { ...query, limit, after: page.at(-1) })
          }
          expect(paged).toEqual(expected)
        },
      ),
      { numRuns: 200 },
    )
  })

  test('an index selects a row with several values once, at its first value in the range', async () => {
    const rows = await rowsWith([{ values: ['b', 'a', 'a'] }, { values: ['b', 'c'] }, { values: [] }, {}])
    const keys = (query: RowsQuery<Valued>): string[] => rows.by('byEach', query).map(([key]) => key)
    expect(keys({})).toEqual(['0', '1'])
    expect(keys({ equals: 'b' })).toEqual(['0', '1'])
    expect(keys({ from: 'b', direction: 'backward' })).toEqual(['1', '0'])
    expect(keys({ direction: 'backward', after: rows.by('byEach', { direction: 'backward' })[0] })).toEqual(['0'])
    expect(keys({ equals: 'x' })).toEqual([])
  })

  test('an index leaves out rows without a value', async () => {
    const rows = await rowsAfter(todoParts, ['a', added('Tea')], ['b', added('Rent', { due: 5 })], ['b', done])
    expect(rows.by('byDue')).toEqual([['b', expect.objectContaining({ title: 'Rent', done: true })]])
  })

  test('a range to a tuple includes the tuples that begin with it', async () => {
    const open = [3, 1, 2].map((due) => [`${due}`, added('Tea', { due })] as const)
    const rows = await rowsAfter(todoParts, ...open, ['2', done])
    expect(rows.by('byDue', { from: [false], to: [false] }).map(([key]) => key)).toEqual(['1', '3'])
    expect(rows.by('byDue', { from: [false, 2], to: [false] }).map(([key]) => key)).toEqual(['3'])
    expect(rows.by('byDue', { equals: [true, 2] }).map(([key]) => key)).toEqual(['2'])
  })

  test('a page continues after an entry whose row no longer exists', async () => {
    const { store, projection } = await projectionOf(
      todoParts,
      ['a', added('Tea', { owner: 'ann' })],
      ['b', added('Rent', { owner: 'ann' })],
    )
    await projection.catchUp()
    const [first] = projection.state.by('byOwner', { equals: 'ann', limit: 1 })
    await store.append('a', { type: 'TodoRemoved', data: {} })
    await projection.catchUp()
    expect(projection.state.by('byOwner', { equals: 'ann', after: first }).map(([key]) => key)).toEqual(['b'])
  })

  test('a version of the rows keeps its own index', async () => {
    const { store, projection } = await projectionOf(todoParts, ['a', added('Tea', { owner: 'ann' })])
    await projection.catchUp()
    const before = projection.state
    expect(before.by('byOwner', { equals: 'ann' })).toHaveLength(1)
    await store.append('a', { type: 'OwnerLeft', data: { owner: 'ann' } })
    await projection.catchUp()
    expect(projection.state.by('byOwner', { equals: 'ann' })).toEqual([])
    expect(before.by('byOwner', { equals: 'ann' })).toHaveLength(1)
  })
})

describe('a mistake in a query', () => {
  test.each([
    ['an unknown index', 'byName', {}, 'index'],
    ['an unknown option', 'byOwner', { equal: 'ann' }, 'equal'],
    ['a missing value', 'byOwner', { equals: undefined }, 'equals'],
    ['a value and a range', 'byOwner', { equals: 'ann', from: 'bob' }, 'equals'],
    ['a date', 'byOwner', { from: new Date() }, 'from'],
    ['an infinite number', 'byOwner', { to: Infinity }, 'to'],
    ['a nested tuple', 'byOwner', { equals: ['ann', ['bob']] }, 'equals'],
    ['a limit of 0', 'byOwner', { limit: 0 }, 'limit'],
    ['an unknown direction', 'byOwner', { direction: 'down' }, 'direction'],
    ['a key instead of an entry', 'byOwner', { after: 'a' }, 'after'],
    ['an entry of another query', 'byOwner', { equals: 'bob', after: ['a', { owner: 'ann', tags: [] }] }, 'after'],
  ])('%s throws InvalidArgument', async (_, index, query, argument) => {
    const rows = await rowsAfter(todoParts, ['a', added('Tea', { owner: 'ann' })])
    const select = () => rows.by(index, query as RowsQuery<never>)
    expect(select).toThrow(InvalidArgument)
    expect(select).toThrow(expect.objectContaining({ argument }))
  })

  test('a rule that returns no index value throws InvalidArgument with the names of the index and the row', async () => {
    const indexes = { byDue: (): IndexValue => Number.NaN, byTag: { each: () => 'home' as never } }
    const rows = await rowsAfter({ ...todoParts, whole: {}, indexes }, ['a', added('Tea')])
    expect(() => rows.by('byDue')).toThrow('indexes.byDue of row "a": expected a string')
    expect(() => rows.by('byTag')).toThrow('indexes.byTag of row "a": expected an array')
  })

  test('a query of a collection without indexes throws InvalidArgument', async () => {
    const { projection } = await projectionOf({ name: 'none' }, ['a', added('Tea')])
    expect(await rejectionOf(Promise.resolve().then(() => projection.state.by('byOwner')))).toMatchObject({
      argument: 'index',
    })
  })
})
