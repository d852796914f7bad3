import { describe, expect, test } from 'vitest'
import { moneyDeposited } from '../../examples/bank-account.ts'
import { collect } from '../awaiting.ts'
import { newName, type Open, places } from '../places.ts'
import { upTo } from '../projection/telling-projections.ts'

const directions = ['forward', 'backward'] as const

/** Two streams in commits of one, two and three events: a1 a2 b1 a3 b2 b3 a4 a5 a6. */
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

describe.each(places)('every range there is, in $place', ({ open }) => {
  test('of a stream is read as the part of a list would be, also one that ends before it begins', async () => {
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

  test('of the log is read as the part of a list would be, also one that ends before it begins', async () => {
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
