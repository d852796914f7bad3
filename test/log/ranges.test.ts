import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect } from '../async-results.ts'
import { newName, type Open, places } from '../open-stores.ts'
import { upTo } from '../projection/telling-projections.ts'

const directions = ['forward', 'backward'] as const

/** Opens a store with the events a1 a2 b1 a3 b2 b3 a4 a5 a6. Each commit has one to three events. */
async function openTwoStreams(open: Open) {
  const store = await open(newName())
  for (const [streamId, count] of [
    ['a', 2],
    ['b', 1],
    ['a', 1],
    ['b', 2],
    ['a', 3],
  ] as const) {
    await store.append(
      streamId,
      upTo(count).map((amount) => moneyDeposited(amount)),
    )
  }
  return store
}

function part(last: number, from: number, to: number, limit: number, direction: 'forward' | 'backward'): number[] {
  const all = upTo(last).filter((number) => number >= from && number <= to)
  return (direction === 'forward' ? all : all.reverse()).slice(0, limit)
}

describe.each(places)('ranges of positions and versions in $place', ({ open }) => {
  test('readStream returns the same events as a slice of a list for every range, even an empty one', async () => {
    const store = await openTwoStreams(open)
    for (const direction of directions) {
      for (const from of upTo(8)) {
        for (const to of upTo(8)) {
          for (const limit of [1, 2, 9]) {
            const read = await store.readStream('a', { fromVersion: from, toVersion: to, limit, direction })
            const versions = read.events.map(({ streamVersion }) => streamVersion)
            expect({ from, to, limit, direction, versions }).toEqual({
              from,
              to,
              limit,
              direction,
              versions: part(6, from, to, limit, direction),
            })
            expect(read.version).toBe(6)
          }
        }
      }
    }
  })

  test('readAll returns the same events as a slice of a list for every range, even an empty one', async () => {
    const store = await openTwoStreams(open)
    for (const direction of directions) {
      for (const from of upTo(11)) {
        for (const to of upTo(11)) {
          for (const limit of [1, 2, 12]) {
            const events = await collect(store.readAll({ fromPosition: from, toPosition: to, limit, direction }))
            const positions = events.map(({ globalPosition }) => globalPosition)
            expect({ from, to, limit, direction, positions }).toEqual({
              from,
              to,
              limit,
              direction,
              positions: part(9, from, to, limit, direction),
            })
          }
        }
      }
    }
  })
})
