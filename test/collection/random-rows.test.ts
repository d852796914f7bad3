import fc from 'fast-check'
import { openMemoryEventStore, Projection, type Rows } from 'rewindable'
import { expect, test } from 'vitest'
import { defineItems, foldedItems, type Item, type ItemEvent, itemEvent, itemParts } from './random-collections.ts'

test('the rows equal a fold over deep copies, whenever they are read, and rows that were read never change', async () => {
  await fc.assert(
    fc.asyncProperty(
      itemParts,
      fc.array(fc.array(itemEvent, { minLength: 1, maxLength: 6 })),
      async (parts, commits) => {
        const store = await openMemoryEventStore<ItemEvent>()
        const projection = new Projection(store, defineItems(parts))
        const read: (readonly [Rows<Item>, string])[] = []
        const events: ItemEvent[] = []
        for (const commit of commits) {
          events.push(...commit)
          await store.append('items', commit)
          await projection.catchUp()
          const rows = projection.state
          const expected = foldedItems(parts, events)
          expect([...rows]).toEqual([...expected])
          expect(rows.size).toBe(expected.size)
          const byNumber = [...expected].sort(([a, one], [b, other]) => one.n - other.n || (a < b ? -1 : 1))
          expect(rows.by('byNumber')).toEqual(byNumber)
          read.push([rows, JSON.stringify([...rows])])
        }
        for (const [rows, text] of read) expect(JSON.stringify([...rows])).toBe(text)
        const atOnce = new Projection(store, defineItems(parts))
        await atOnce.catchUp()
        expect([...atOnce.state]).toEqual([...foldedItems(parts, events)])
      },
    ),
    { numRuns: 100 },
  )
})
