import fc from 'fast-check'
import { defineProjection, openMemoryEventStore, Projection } from 'rewindable'
import { expect, test } from 'vitest'
import { defineItems, type ItemEvent, itemEvent, itemParts } from '../collection/random-collections.ts'
import { canonical } from '../projection/canonical.ts'
import { randomChange, randomState } from '../projection/random-changes.ts'
import { followed, relayedWorker, shows } from './relayed-worker.ts'

type Changed = { readonly type: 'Changed'; readonly data: { readonly seed: number } }

const seed = fc.integer({ min: 0, max: 2 ** 31 })

// A message does not keep frozen objects frozen. An object that occurs twice may become two objects.
const contentOf = (state: unknown): string => canonical(state, false, false)

test('random changes of a plain state arrive equal, and states that the page received never change', async () => {
  await fc.assert(
    fc.asyncProperty(seed, fc.array(seed, { minLength: 1, maxLength: 12 }), async (start, changes) => {
      const store = await openMemoryEventStore<Changed>({ pollInterval: 0 })
      const random = defineProjection<object, Changed>({
        name: 'random',
        initialState: () => randomState(start),
        when: {
          Changed: (state, { data }) => {
            randomChange(data.seed, state)
            return data.seed % 7 === 0 ? { ...state, last: data.seed } : undefined
          },
        },
      })
      const expected = new Projection(store, random)
      const remote = followed(relayedWorker(store, random).worker, random)
      const received: (readonly [state: object, content: string])[] = []
      for (const [index, change] of changes.entries()) {
        await store.append('s', { type: 'Changed', data: { seed: change } })
        await expected.catchUp()
        const state = await shows(remote, index + 1)
        const content = contentOf(expected.state)
        // A copy of a state that contains itself can repeat the state.
        if (!content.includes('#')) expect(contentOf(state)).toBe(content)
        received.push([state, contentOf(state)])
      }
      for (const [state, content] of received) expect(contentOf(state)).toBe(content)
      remote.stop()
      await store.close()
    }),
    { numRuns: 300 },
  )
})

test('random changes of a collection arrive equal', async () => {
  await fc.assert(
    fc.asyncProperty(
      itemParts,
      fc.array(fc.array(itemEvent, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 8 }),
      async (parts, commits) => {
        const store = await openMemoryEventStore<ItemEvent>({ pollInterval: 0 })
        const items = defineItems(parts)
        const expected = new Projection(store, items)
        const remote = followed(relayedWorker(store, items).worker, items)
        for (const commit of commits) {
          await store.append('items', commit)
          await expected.catchUp()
          const state = await shows(remote, expected.position)
          expect([...state]).toEqual([...expected.state])
          expect(state.by('byNumber')).toEqual(expected.state.by('byNumber'))
        }
        remote.stop()
        await store.close()
      },
    ),
    { numRuns: 100 },
  )
})
