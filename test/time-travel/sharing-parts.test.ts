import fc from 'fast-check'
import { defineCollection, defineProjection, openMemoryEventStore } from 'rewindable'
import { expect, test } from 'vitest'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { canonical, contentText } from '../projection/canonical.ts'
import { randomChange, randomState } from '../projection/random-changes.ts'
import { openTimeline } from './timelines.ts'

const seed = fc.integer({ min: 0, max: 2 ** 31 })

type Shown = { readonly type: 'Shown'; readonly data: number }

/** Shows two states one after the other in a timeline. @returns both as the timeline shows them */
async function shownStates<State extends object>(
  first: State,
  second: State,
): Promise<{ readonly first: State; readonly second: State }> {
  const store = await openMemoryEventStore<Shown>()
  await store.append(
    's',
    [0, 1].map((data): Shown => ({ type: 'Shown', data })),
  )
  const definition = defineProjection<object, Shown>({
    name: 'shown',
    initialState: () => ({}),
    when: { Shown: (_, { data }) => (data === 0 ? first : second) },
  })
  const timeline = await openTimeline(store, definition, { keyframeMemory: 0 })
  await timeline.seek(1)
  const shown = timeline.getSnapshot().state
  await timeline.seek(2)
  // The definition returns these two states.
  return { first: shown as State, second: timeline.getSnapshot().state as State }
}

test('a shown state that shares parts with another state has its own content, and changes neither state', async () => {
  await fc.assert(
    fc.asyncProperty(seed, fc.array(seed, { maxLength: 6 }), async (start, changes) => {
      const [first, second] = [randomState(start), randomState(start)]
      for (const change of changes) randomChange(change, second)
      // A number refers to an object that contains the place.
      fc.pre(!contentText(second).includes('#'))
      const texts = [canonical(first, true), canonical(second, true)]
      const shown = await shownStates(first, second)
      expect(contentText(shown.second)).toBe(contentText(second))
      expect([canonical(first, true), canonical(second, true)]).toEqual(texts)
    }),
    { numRuns: 200 },
  )
})

test('equal parts of two shown states are identical, at any depth', async () => {
  const make = (balance: number) => ({
    byId: { ada: { balance }, bob: { balance: 2, tags: ['a'] } },
    map: new Map([['eve', { balance: 3 }]]),
    list: [{ at: new Date(5) }, { at: new Date(balance) }],
  })
  const { first, second } = await shownStates(make(1), make(9))
  expect(second).toEqual(make(9))
  expect(second.byId.ada).not.toBe(first.byId.ada)
  expect(second.byId.bob).toBe(first.byId.bob)
  expect(second.map).toBe(first.map)
  expect(second.list[0]).toBe(first.list[0])
  expect(second.list[1]).not.toBe(first.list[1])
  const same = await shownStates(make(1), make(1))
  expect(same.second).toBe(same.first)
})

test('two equal objects with their keys in another order do not become identical', async () => {
  const { second } = await shownStates<{ row: object }>({ row: { a: 1, b: 2 } }, { row: { b: 2, a: 1 } })
  expect(Object.keys(second.row)).toEqual(['b', 'a'])
})

test('a frozen part is shared only with a frozen part, and its copy is frozen', async () => {
  const part = (other: number) => ({ part: Object.freeze({ deep: { n: 1 }, other }) })
  const { first, second } = await shownStates(part(1), part(2))
  expect(second).toEqual(part(2))
  expect(second.part.deep).toBe(first.part.deep)
  expect(Object.isFrozen(second.part)).toBe(true)
  const mixed = await shownStates<{ part: object }>({ part: { deep: { n: 1 }, other: 1 } }, part(1))
  expect(Object.isFrozen(mixed.second.part)).toBe(true)
})

test('a state that differs in too many parts is shown as it is', async () => {
  const make = () => ({ rows: Array.from({ length: 60_000 }, (_, n) => ({ n })) })
  const { first, second } = await shownStates(make(), make())
  expect(second.rows[0]).toEqual(first.rows[0])
  expect(second.rows[0]).not.toBe(first.rows[0])
})

test('a state that contains itself is compared without an endless loop', async () => {
  const make = () => {
    const state: { self?: unknown; n: number } = { n: 1 }
    state.self = state
    return state
  }
  expect((await shownStates(make(), make())).second.n).toBe(1)
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
