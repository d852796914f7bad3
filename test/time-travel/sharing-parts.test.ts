import fc from 'fast-check'
import { defineCollection, openMemoryEventStore } from 'rewindable'
import { expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { sharingParts } from '../../src/time-travel/sharing-parts.ts'
import { canonical, contentText } from '../projection/canonical.ts'
import { randomChange, randomState } from '../projection/random-changes.ts'
import { openTimeline } from './timelines.ts'

const seed = fc.integer({ min: 0, max: 2 ** 31 })

test('a state that shares parts with another state has its own content, and changes neither state', () => {
  fc.assert(
    fc.property(seed, fc.array(seed, { maxLength: 6 }), (start, changes) => {
      const [shown, next] = [randomState(start), randomState(start)]
      for (const change of changes) randomChange(change, next)
      // A number refers to an object that contains the place.
      fc.pre(!contentText(next).includes('#'))
      const texts = [canonical(shown, true), canonical(next, true)]
      expect(contentText(sharingParts(shown, next))).toBe(contentText(next))
      expect([canonical(shown, true), canonical(next, true)]).toEqual(texts)
    }),
    { numRuns: 400 },
  )
})

test('equal parts of two states become identical, at any depth', () => {
  const make = (balance: number) => ({
    byId: { ada: { balance }, bob: { balance: 2, tags: ['a'] } },
    map: new Map([['eve', { balance: 3 }]]),
    list: [{ at: new Date(5) }, { at: new Date(balance) }],
  })
  const [shown, next] = [make(1), make(9)]
  const shared = sharingParts(shown, next) as typeof next
  expect(shared).toEqual(next)
  expect(shared.byId.ada).toBe(next.byId.ada)
  expect(shared.byId.bob).toBe(shown.byId.bob)
  expect(shared.map).toBe(shown.map)
  expect(shared.list[0]).toBe(shown.list[0])
  expect(shared.list[1]).toBe(next.list[1])
  expect(sharingParts(shown, make(1))).toBe(shown)
})

test('two equal objects with their keys in another order do not become identical', () => {
  const next = { row: { b: 2, a: 1 } }
  expect(Object.keys((sharingParts({ row: { a: 1, b: 2 } }, next) as typeof next).row)).toEqual(['b', 'a'])
})

test('a frozen part is shared only with a frozen part, and its copy is frozen', () => {
  const frozen = () => Object.freeze({ deep: { n: 1 }, other: 1 })
  const next = { part: Object.freeze({ deep: { n: 1 }, other: 2 }) }
  const shown = { part: frozen() }
  const shared = sharingParts(shown, next) as typeof next
  expect(shared.part).toEqual(next.part)
  expect(shared.part.deep).toBe(shown.part.deep)
  expect(Object.isFrozen(shared.part)).toBe(true)
  expect(sharingParts({ part: { deep: { n: 1 }, other: 1 } }, { part: frozen() })).toEqual({ part: frozen() })
})

test('a state that differs in too many parts stays as it is', () => {
  const make = () => ({ rows: Array.from({ length: 60_000 }, (_, n) => ({ n })) })
  const next = make()
  expect(sharingParts(make(), next)).toBe(next)
})

test('a state that contains itself is compared without an endless loop', () => {
  const make = () => {
    const state: { self?: unknown; n: number } = { n: 1 }
    state.self = state
    return state
  }
  const next = make()
  const shared = sharingParts(make(), next) as typeof next
  expect(shared.n).toBe(1)
})

const balances = defineCollection<{ balance: number }, BankEvent>({
  name: 'balances',
  initialRow: () => ({ balance: 0 }),
  when: {
    MoneyDeposited: (account, { data }) => {
      account.balance += data.amount
    },
  },
})

test('a timeline of a collection changes one row for each step in either direction', async () => {
  const store = await openMemoryEventStore<BankEvent>()
  for (let event = 0; event < 40; event += 1) await store.append(`account:${event % 20}`, moneyDeposited(1))
  const timeline = await openTimeline(store, balances)
  for (const by of [-1, -1, -1, -1, 1, 1, -1, -1, 1]) {
    const { state: before } = timeline.getSnapshot()
    await timeline.step(by)
    const { state: after } = timeline.getSnapshot()
    expect([...after.keys()].filter((key) => after.get(key) !== before.get(key))).toHaveLength(1)
  }
})
