import {
  type CollectionDefinition,
  defineCollection,
  LiveProjection,
  openMemoryEventStore,
  type RowEntry,
  type Rows,
} from 'rewindable'
import { scenario } from 'rewindable/testing'
import { Timeline } from 'rewindable/time-travel'
import { expect, expectTypeOf, onTestFinished, test } from 'vitest'
import { accounts } from '../../examples/account-rows.ts'
import { type BankEvent, moneyDeposited } from '../../examples/bank-account.ts'
import { type Todo, type TodoEvent, todoParts } from './todos.ts'

type DepositEvent = Extract<BankEvent, { type: 'MoneyDeposited' }>

test('the handlers of a collection receive the events of their type', () => {
  const todos = defineCollection<Todo, TodoEvent>({
    name: 'todos',
    key: {
      TodosTagged: ({ data }) => {
        expectTypeOf(data).toEqualTypeOf<{ readonly keys: string[]; readonly tags: string[] }>()
        return data.keys
      },
    },
    create: {
      TodoAdded: ({ data, streamId }, key) => {
        expectTypeOf(data.title).toEqualTypeOf<string>()
        expectTypeOf([streamId, key]).toEqualTypeOf<string[]>()
        return { title: data.title, done: false, tags: [] }
      },
      // @ts-expect-error: a row needs a title
      TodoDone: () => ({ done: false, tags: [] }),
    },
    when: {
      TodosTagged: (todo, { data }, key) => {
        expectTypeOf(todo).toEqualTypeOf<Todo>()
        expectTypeOf(data.tags).toEqualTypeOf<string[]>()
        expectTypeOf(key).toEqualTypeOf<string>()
      },
      // @ts-expect-error: there is no such event
      TodoLost: () => null,
    },
    whole: {
      OwnerLeft: (rows, { data }) => {
        expectTypeOf(rows.get('a')).toEqualTypeOf<Todo | undefined>()
        expectTypeOf(rows.by('byOwner', data.owner)).toEqualTypeOf<readonly RowEntry<Todo>[]>()
      },
    },
    indexes: {
      byOwner: (todo) => todo.owner,
      // @ts-expect-error: a list of tags is a tuple of unknown length, but a tag must be a value
      byTags: (todo) => [todo.tags],
    },
  })
  expectTypeOf(todos).toEqualTypeOf<CollectionDefinition<Todo, TodoEvent>>()
})

test('a handler of primitive rows must return a row', () => {
  defineCollection<number, BankEvent>({
    name: 'sums',
    initialRow: () => 0,
    when: {
      MoneyDeposited: (sum, { data }) => sum + data.amount,
      AccountClosed: () => null,
      // @ts-expect-error: a number cannot be changed
      MoneyWithdrawn: () => {},
    },
  })
})

test('the states of a live projection and of a timeline are rows', async () => {
  const store = await openMemoryEventStore<BankEvent>()
  const live = new LiveProjection(store, accounts)
  const timeline = new Timeline(store, accounts)
  onTestFinished(() => {
    live.stop()
    timeline.stop()
  })
  expectTypeOf(live.state).toEqualTypeOf<Rows<{ readonly owner: string; balance: number }>>()
  expectTypeOf(timeline.getSnapshot().state).toEqualTypeOf(live.state)
  expectTypeOf(live.state).toExtend<ReadonlyMap<string, { readonly owner: string }>>()
  expect(live.state.size).toBe(0)
})

test('a collection may handle fewer types of events than the store has', async () => {
  const deposits = defineCollection<number, DepositEvent>({
    name: 'deposits',
    key: ({ data }) => `${data.amount}`,
    initialRow: () => 0,
    when: { MoneyDeposited: (count) => count + 1 },
  })
  const live = new LiveProjection(await openMemoryEventStore<BankEvent>(), deposits)
  onTestFinished(() => live.stop())
  expectTypeOf(live.state).toEqualTypeOf<Rows<number>>()
  scenario(deposits, { given: [moneyDeposited(5) as DepositEvent], then: new Map([['5', 1]]) })
  // @ts-expect-error: the rows are numbers
  expect(() => scenario(deposits, { given: [], then: { 5: 'one' } })).toThrow()
})

test('the parts of a definition have a type for functions that make collections', () => {
  expectTypeOf(defineCollection<Todo, TodoEvent>)
    .parameter(0)
    .toEqualTypeOf(todoParts)
})
