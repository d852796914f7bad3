import fc from 'fast-check'
import { type CollectionParts, defineCollection, type EditableRows } from 'rewindable'

/** A row with a nested part and a primitive one. Some definitions use only the primitive one. */
export type Item = { n: number; tags?: string[]; within?: { deep: number } }
type Data = { readonly keys: readonly string[]; readonly n: number; readonly tags: string[] }
export type ItemEvent = { readonly type: 'Put' | 'Change' | 'Both' | 'Sweep'; readonly data: Data }
export type ItemParts = CollectionParts<Item, ItemEvent>

type Create = NonNullable<NonNullable<ItemParts['create']>['Put']>
type Change = NonNullable<NonNullable<ItemParts['when']>['Change']>
type Sweep = NonNullable<NonNullable<ItemParts['whole']>['Sweep']>

const constant: Item = { n: 1, tags: ['constant'], within: { deep: 0 } }
const flatConstant: Item = { n: 1 }
const creates: Record<string, Create> = {
  'a flat row': ({ data }) => ({ n: data.n }),
  'a nested row': ({ data }, key) => ({ n: data.n, tags: [key], within: { deep: data.n } }),
  'a part of the event': ({ data }) => ({ n: data.n, tags: data.tags }),
  'a constant': () => constant,
  'a flat constant': () => flatConstant,
}
const changes: Record<string, Change> = {
  'change a field': (row, { data }) => {
    row.n += data.n
  },
  'change a part': (row, { data }) => {
    row.tags ??= []
    row.tags.push(`${data.n}`)
  },
  'keep a part of the event': (row, { data }) => {
    row.tags = data.tags
  },
  'return a row': (row, { data }) => ({ ...row, n: row.n + data.n }),
  'return a row and change a part': (row) => {
    row.within ??= { deep: 0 }
    row.within.deep += 1
    return { ...row }
  },
  'return the same row': (row) => row,
  'change nothing': () => {},
  'delete every third': (row, { data }) => (data.n % 3 === 0 ? null : { ...row, n: data.n }),
}
const sweeps: Record<string, Sweep> = {
  'delete by value': (rows, { data }) => {
    for (const [key] of rows.by('byNumber', data.n)) rows.delete(key)
  },
  'change by value': (rows, { data }) => {
    for (const [, row] of rows.by('byNumber', data.n)) row.n += 1
    for (const [, row] of rows.by('byTag', 'constant')) row.tags?.push('swept')
  },
  'copy a row': (rows, { data: { keys } }) => {
    const row = rows.get(keys[0] ?? '')
    if (row) for (const key of keys) rows.set(`${key}!`, row)
    if (row) row.n += 1
  },
  'change a row that it made': (rows, { data }) => {
    rows.set('made', { n: data.n, tags: [] })
    const made = rows.get('made')
    made?.tags?.push(...rows.by('byNumber', data.n).map(([key]) => key))
  },
}

const one = <Value>(choices: Record<string, Value>): fc.Arbitrary<Value> => fc.constantFrom(...Object.values(choices))

/** Random definitions of collections. */
export const itemParts: fc.Arbitrary<ItemParts> = fc
  .record({
    key: fc.constantFrom<NonNullable<ItemParts['key']>>(({ data }) => data.keys, {
      Put: ({ data }) => data.keys[0],
      Change: ({ data }) => data.keys,
      Both: ({ data }) => data.keys,
    }),
    put: one(creates),
    change: one(changes),
    createBoth: one(creates),
    changeBoth: one(changes),
    sweep: one(sweeps),
    missing: fc.constantFrom<Pick<ItemParts, 'initialRow' | 'onMissingRow'>>(
      { onMissingRow: 'skip' },
      { initialRow: () => constant },
      { initialRow: () => ({ n: 0 }) },
    ),
  })
  .map(({ key, put, change, createBoth, changeBoth, sweep, missing }) => ({
    name: 'items',
    key,
    create: { Put: put, Both: createBoth },
    when: { Change: change, Both: changeBoth },
    whole: { Sweep: sweep },
    indexes: { byNumber: (row: Item) => row.n, byTag: { each: (row: Item) => row.tags } },
    ...missing,
  }))

const someKey = fc.constantFrom('a', 'b', 'c', 'd', 'a!', '\u0000', '\uffff')
export const itemEvent: fc.Arbitrary<ItemEvent> = fc.record({
  type: fc.constantFrom('Put', 'Change', 'Change', 'Both', 'Sweep'),
  data: fc.record({
    keys: fc.array(someKey, { minLength: 1, maxLength: 3 }),
    n: fc.nat(6),
    tags: fc.array(fc.constantFrom('x', 'y'), { maxLength: 2 }),
  }),
})

export const defineItems = (parts: ItemParts) => defineCollection<Item, ItemEvent>(parts)

/** Folds events in the simplest way: a map that shares no object with the handlers. */
export function foldedItems(parts: ItemParts, events: readonly ItemEvent[]): Map<string, Item> {
  const rows = new Map<string, Item>()
  for (const event of events) applyTo(rows, parts, event)
  return new Map([...rows].sort(([a], [b]) => (a < b ? -1 : 1)))
}

function applyTo(rows: Map<string, Item>, parts: ItemParts, { type, data }: ItemEvent): void {
  const copied = () => structuredClone({ type, data }) as never
  const keys = typeof parts.key === 'function' ? parts.key(copied()) : parts.key?.[type]?.(copied())
  const [create, when, whole] = [parts.create?.[type], parts.when?.[type], parts.whole?.[type]]
  for (const key of create || when ? new Set([keys ?? []].flat()) : []) {
    const missing = !create && when && !rows.has(key) ? parts.initialRow?.(key) : undefined
    if (missing) rows.set(key, structuredClone(missing))
    const row = rows.get(key)
    if (!when || !row) {
      if (create) rows.set(key, structuredClone(create(copied(), key)))
      continue
    }
    const next = when(row, copied(), key)
    if (next === null) rows.delete(key)
    else rows.set(key, structuredClone(next ?? row))
  }
  whole?.(editable(rows), copied())
}

function editable(rows: Map<string, Item>): EditableRows<Item> {
  const has = (index: string, row: Item, value: unknown): boolean =>
    index === 'byNumber' ? row.n === value : (row.tags ?? []).some((tag) => tag === value)
  return {
    get: (key) => rows.get(key),
    set: (key, row) => void rows.set(key, structuredClone(row)),
    delete: (key) => void rows.delete(key),
    by: (index, value) => [...rows].filter(([, row]) => has(index, row, value)).sort(([a], [b]) => (a < b ? -1 : 1)),
  }
}
