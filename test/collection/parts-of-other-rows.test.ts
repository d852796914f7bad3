import { type CollectionParts, defineCollection, openMemoryEventStore, Projection } from 'rewindable'
import { openCollection } from 'rewindable/collections'
import { expect, onTestFinished, test } from 'vitest'

type Box = { list: unknown[] }
type BoxEvent = { readonly type: 'Filled' | 'Moved' | 'Emptied'; readonly data: null }

const part = () => ({ n: 1, at: new Date(5), map: new Map([['key', { deep: new Set(['member']) }]]) })
const event = (type: BoxEvent['type']): BoxEvent => ({ type, data: null })

/** Two rows. An event stores a part of the first row in the second one, and another event changes that part in the first row. */
const partsWith = (move: (given: Box, to: Box) => void): CollectionParts<Box, BoxEvent> => ({
  name: 'boxes',
  whole: {
    Filled: (rows) => {
      rows.set('one', { list: [part()] })
      rows.set('other', { list: [] })
    },
    Moved: (rows) => {
      const [one, other] = [rows.get('one'), rows.get('other')]
      if (one && other) move(one, other)
    },
    Emptied: (rows) => {
      const [first] = rows.get('one')?.list ?? []
      if (first) Object.assign(first, { n: 2 })
    },
  },
})

const moves: Record<string, (given: Box, to: Box) => void> = {
  'a part': (given, to) => void to.list.push(given.list[0]),
  'a new object with a part': (given, to) => void to.list.push({ within: [given.list[0]] }),
}
const expected: Record<string, unknown[]> = {
  'a part': [part()],
  'a new object with a part': [{ within: [part()] }],
}

test.each(Object.keys(moves))('a row receives a copy if a handler stores %s of another row in it', async (name) => {
  const store = await openMemoryEventStore<BoxEvent>()
  const definition = defineCollection<Box, BoxEvent>(partsWith(moves[name] ?? (() => {})))
  const projection = new Projection(store, definition)
  const stored = await openCollection(store, definition)
  onTestFinished(() => stored.close())
  for (const type of ['Filled', 'Moved', 'Emptied'] as const) {
    await store.append('boxes', event(type))
    await projection.catchUp()
    await stored.caughtUp()
    // After a read of the state, the next event receives drafts.
    void projection.state
  }
  for (const row of [projection.state.get('other'), await stored.get('other')]) {
    expect(structuredClone(row)).toEqual({ list: expected[name] })
  }
  expect(projection.state.get('one')).toEqual({ list: [{ ...part(), n: 2 }] })
})
