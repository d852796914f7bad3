import { openMemoryEventStore, reconstructState } from 'rewindable'
import {
  AggregateRoot,
  type ApplyHandlers,
  defineDecider,
  handleCommand,
  Repository,
  startProcessManager,
} from 'rewindable/model'
import { recordedEvents, scenario } from 'rewindable/testing'
import { expect, test } from 'vitest'
import { eventually, rejectionOf } from '../async-results.ts'
import { stopAtEnd } from '../model/reactors.ts'

type ListEvent = { readonly type: 'Added'; readonly data: { readonly items: string[] } }
type List = { items: string[] }

const adding = defineDecider<List, { items: string[] }, ListEvent>({
  name: 'adding',
  initialState: () => ({ items: [] }),
  when: {
    Added: (state, { data }) => {
      state.items.push(...data.items)
    },
  },
  decide: (command, state) => {
    command.items.push('decided')
    state.items.push('not recorded')
    return { type: 'Added', data: { items: command.items } }
  },
})

test('a command that is decided again after a conflict is unchanged', async () => {
  const store = await openMemoryEventStore<ListEvent>()
  let isFirst = true
  const racing = {
    ...adding,
    decide: (command: { items: string[] }, state: List, context: Parameters<typeof adding.decide>[2]) => {
      if (isFirst) void store.append('s', { type: 'Added', data: { items: ['other'] } })
      isFirst = false
      return adding.decide(command, state, context)
    },
  }
  const command = { items: [] }
  const { events } = await handleCommand(store, racing, 's', command, { delay: () => 0 })
  expect(events.map(({ streamVersion, data }) => [streamVersion, data])).toEqual([[2, { items: ['decided'] }]])
  expect(command).toEqual({ items: [] })
})

test('changes that `decide` makes to its state reach neither the result nor a snapshot', async () => {
  const store = await openMemoryEventStore<ListEvent>()
  for (const item of ['x', 'y']) {
    await handleCommand(store, adding, 's', { items: [item] }, { snapshots: { every: 1 } })
  }
  const { state } = await handleCommand(store, { ...adding, decide: () => {} }, 's', { items: [] })
  expect(state).toEqual({ items: ['x', 'decided', 'y', 'decided'] })
  expect(await reconstructState(store, adding)).toEqual(state)
})

test('`decide` and the handlers after it copy no part of the state that they do not change', async () => {
  const store = await openMemoryEventStore<ListEvent>()
  type Lists = { items: string[]; readonly untouched: string[] }
  const untouched: string[][] = []
  const decider = defineDecider<Lists, { items: string[] }, ListEvent>({
    name: 'two lists',
    initialState: () => ({ items: [], untouched: ['a'] }),
    when: {
      Added: (state, { data }) => {
        state.items.push(...data.items)
      },
    },
    decide: ({ items }, state) => {
      state.untouched.push('changed by decide')
      state.items.push('changed by decide')
      return { type: 'Added', data: { items } }
    },
  })
  for (const item of ['x', 'y']) {
    const { state } = await handleCommand(store, decider, 's', { items: [item] })
    untouched.push(state.untouched)
  }
  const { state } = await handleCommand(store, { ...decider, decide: () => {} }, 's', { items: [] })
  expect(state).toEqual({ items: ['x', 'y'], untouched: ['a'] })
  expect(untouched).toEqual([['a'], ['a']])
})

test('each attempt of a process manager dispatches unchanged commands', async () => {
  const store = await openMemoryEventStore<ListEvent>()
  await store.append('s', { type: 'Added', data: { items: ['x'] } })
  const dispatched: string[] = []
  const reactor = startProcessManager(
    store,
    {
      name: 'changing its commands',
      initialState: () => ({ items: [] as string[] }),
      when: adding.when,
      correlate: () => 'one',
      decide: {
        Added: (_, state) => {
          state.items.push('decided')
          return { items: state.items }
        },
      },
    },
    async (command: { items: string[] }) => {
      dispatched.push(JSON.stringify(command))
      command.items.push('dispatched')
      if (dispatched.length < 3) throw new Error('temporary failure')
    },
    { fromPosition: 1, delay: () => 0 },
  )
  stopAtEnd(reactor)
  await eventually(() => expect(dispatched).toHaveLength(3))
  expect(new Set(dispatched)).toEqual(new Set(['{"items":["x","decided"]}']))
})

test('a scenario does not change its command or its expected events', () => {
  const command = { items: ['a'] }
  const decider = {
    ...adding,
    decide: ({ items }: { items: string[] }) => ({ type: 'Added', data: { items } }) as const,
  }
  const changing = {
    ...decider,
    decide: (given: { items: string[] }) => {
      given.items.push('changed')
      return decider.decide(given)
    },
  }
  expect(() =>
    scenario(changing, { when: command, then: [{ type: 'Added', data: { items: command.items } }] }),
  ).toThrow(/The events or commands differ from the expected ones/)
  expect(command).toEqual({ items: ['a'] })
})

test('recordedEvents returns copies that share no objects with its arguments', () => {
  const event: ListEvent = { type: 'Added', data: { items: ['a'] } }
  const [recorded] = recordedEvents('s', [event])
  recorded?.data.items.push('changed')
  expect(event.data.items).toEqual(['a'])
})

class Lists extends AggregateRoot<ListEvent> {
  items: string[] = []
  protected readonly when: ApplyHandlers<ListEvent> = {
    Added: ({ data }) => {
      this.items = data.items
    },
  }
  async addLater(): Promise<void> {
    await Promise.resolve()
    this.recordThat({ type: 'Added', data: { items: ['late'] } })
  }
}

test('a scenario with an asynchronous action throws', () => {
  expect(() =>
    scenario(() => new Lists('s'), { when: (lists) => lists.addLater() as unknown as void, thenNothing: true }),
  ).toThrow(/a synchronous function/)
})

test('two kinds of aggregates with one snapshot name reject with InvalidArgument', async () => {
  const store = await openMemoryEventStore<ListEvent>()
  const kept = (restore: (lists: Lists, items: string[]) => void) =>
    new Repository<Lists, ListEvent, string[]>(store, {
      create: (streamId) => new Lists(streamId),
      snapshots: { name: 'lists', every: 1, take: ({ items }) => items, restore },
    })
  await kept((lists, items) => void Object.assign(lists, { items })).retrieve('s')
  expect(await rejectionOf(kept((lists) => void Object.assign(lists, { items: [] })).retrieve('s'))).toMatchObject({
    code: 'InvalidArgument',
    argument: 'name',
  })
})

test('a decider without snapshots can be redefined under its name while the page runs', async () => {
  const store = await openMemoryEventStore<ListEvent>()
  await handleCommand(store, adding, 's', { items: ['x'] })
  const edited = { ...adding, decide: (): ListEvent => ({ type: 'Added', data: { items: ['edited'] } }), when: {} }
  expect((await handleCommand(store, edited, 's', { items: [] })).events).toHaveLength(1)
})
