import { expect, test } from 'vitest'
import { Entries, type Entry } from '../../demo/entries.ts'

const at = (position: number): Entry => ({
  id: `event ${position}`,
  position,
  recordedAt: position,
  accountId: '1',
  type: 'MoneyDeposited',
  change: 1,
  balance: position,
  total: position,
})

const positions = (entries: Entries) => [...entries].map(({ position }) => position)

test('an extended list shares the entries of the old list, which does not change', () => {
  const two = Entries.none.appended(at(1)).appended(at(2))
  const three = two.appended(at(3))
  expect([Entries.none, two, three].map(positions)).toEqual([[], [1, 2], [1, 2, 3]])
  expect([two.at(2), two.at(-1)?.position, three.at(-1)?.position]).toEqual([undefined, 2, 3])
  expect(two.slice(0, 9).length).toBe(2)
})

test('two extensions of one list are independent', () => {
  const two = Entries.none.appended(at(1)).appended(at(2))
  const [one, other] = [two.appended(at(3)), two.appended(at(4))]
  expect([positions(one), positions(other)]).toEqual([
    [1, 2, 3],
    [1, 2, 4],
  ])
})

test('lastUpTo finds the last entry up to a position, even in a log with unknown events', () => {
  const entries = Entries.none.appended(at(1)).appended(at(2)).appended(at(5))
  expect(entries.lastUpTo(0)).toBeUndefined()
  expect(entries.lastUpTo(4)?.position).toBe(2)
  expect(entries.lastUpTo(5)?.position).toBe(5)
  expect(entries.countUpTo(4)).toBe(2)
  expect(entries.at(-4)).toBeUndefined()
})

test('a list of 100,000 entries grows by one without a copy', () => {
  let entries = Entries.none
  for (let position = 1; position <= 100_000; position += 1) entries = entries.appended(at(position))
  const before = entries
  const copies = copiesWhile(() => {
    for (let more = 1; more <= 1_000; more += 1) entries = entries.appended(at(100_000 + more))
  })
  expect(copies).toBe(0)
  expect([entries.length, entries.lastUpTo(100_500)?.position]).toEqual([101_000, 100_500])
  // A second extension of the same list needs a copy. This shows that the test counts copies.
  expect(copiesWhile(() => before.appended(at(100_001)))).toBe(1)
})

/** Returns the number of copies of long arrays during the work. */
function copiesWhile(work: () => void): number {
  const { slice, concat, [Symbol.iterator]: iterator } = Array.prototype
  let copies = 0
  const counting = <Way extends (...given: never[]) => unknown>(way: Way) =>
    function (this: unknown[], ...given: Parameters<Way>): unknown {
      if (this.length >= 100_000) copies += 1
      return Reflect.apply(way, this, given)
    }
  Object.assign(Array.prototype, {
    slice: counting(slice),
    concat: counting(concat),
    [Symbol.iterator]: counting(iterator),
  })
  work()
  Object.assign(Array.prototype, { slice, concat, [Symbol.iterator]: iterator })
  return copies
}
