import fc from 'fast-check'
import { defineProjection, openMemoryEventStore, Projection } from 'rewindable'
import { Timeline } from 'rewindable/time-travel'
import { expect, test } from 'vitest'
import { canonical, contentText } from './canonical.ts'
import { randomChange, randomState } from './random-changes.ts'

type Changed = { readonly type: 'Changed'; readonly data: { readonly seed: number } }

const seed = fc.integer({ min: 0, max: 2 ** 31 })
const seeds = fc.array(seed, { minLength: 1, maxLength: 16 })

/** A projection of random changes, and what its handlers read. */
function randomProjection(start: number) {
  const read: unknown[] = []
  const definition = defineProjection<object, Changed>({
    name: 'random',
    initialState: () => randomState(start),
    when: {
      Changed: (state, { data }) => {
        read.push(randomChange(data.seed, state))
        // Some handlers return a new state.
        return data.seed % 7 === 0 ? { ...state, last: data.seed } : undefined
      },
    },
  })
  return { definition, read }
}

/** Runs the same changes on one state, without a projection. Returns the texts of the states, and what was read. */
function changedInPlace(start: number, changes: readonly number[]) {
  let state: object = randomState(start)
  const read: unknown[] = []
  const texts = [canonical(state, true)]
  const contents = [contentText(state)]
  for (const change of changes) {
    read.push(randomChange(change, state))
    if (change % 7 === 0) state = { ...state, last: change }
    texts.push(canonical(state, true))
    contents.push(contentText(state))
  }
  return { texts, contents, read }
}

test('random changes of a state that is read at random times equal changes in place, and no returned state changes', async () => {
  await fc.assert(
    fc.asyncProperty(
      seed,
      seeds,
      fc.array(fc.boolean(), { minLength: 16, maxLength: 16 }),
      async (start, changes, reads) => {
        const store = await openMemoryEventStore<Changed>()
        const { definition, read } = randomProjection(start)
        const projection = new Projection(store, definition)
        const expected = changedInPlace(start, changes)
        const returned: { readonly state: object; readonly text: string | undefined }[] = []
        for (const [index, change] of changes.entries()) {
          await store.append('s', { type: 'Changed', data: { seed: change } })
          if (!reads[index] && index < changes.length - 1) continue
          await projection.catchUp()
          returned.push({ state: projection.state, text: expected.texts[index + 1] })
          expect(canonical(projection.state, true)).toBe(expected.texts[index + 1])
        }
        expect(read).toEqual(expected.read)
        for (const { state, text } of returned) expect(canonical(state, true)).toBe(text)
      },
    ),
    { numRuns: 400 },
  )
})

test('random changes give the same states in a timeline, in any order of visits', async () => {
  await fc.assert(
    fc.asyncProperty(seed, seeds, fc.array(fc.nat(16), { maxLength: 8 }), async (start, changes, visits) => {
      const store = await openMemoryEventStore<Changed>()
      for (const change of changes) await store.append('s', { type: 'Changed', data: { seed: change } })
      const timeline = new Timeline(store, randomProjection(start).definition)
      const { texts, contents } = changedInPlace(start, changes)
      for (const visit of visits) {
        await timeline.seek(visit % (changes.length + 1))
        const { position, state } = timeline.getSnapshot()
        // The view shares parts with the last one shown, so an object of the state can occur there two times.
        const content = contents[position]
        if (!content?.includes('#')) expect(contentText(state)).toBe(content)
        expect(canonical(await timeline.stateAt(position), true)).toBe(texts[position])
      }
      timeline.stop()
    }),
    { numRuns: 60 },
  )
})
