import { defineProjection, openMemoryEventStore, type RecordedEvent } from 'rewindable'
import { AggregateRoot, type ApplyHandlers, startProcessManager } from 'rewindable/model'
import { recordedEvents } from 'rewindable/testing'
import { fork, Timeline } from 'rewindable/time-travel'
import { expect, onTestFinished, test } from 'vitest'
import { eventually } from '../async-results.ts'
import { stopAtEnd } from '../model/reactors.ts'

type ListEvent =
  | { readonly type: 'Opened'; readonly data: { items: string[] } }
  | { readonly type: 'Added'; readonly data: { item: string } }

const opened = (...items: string[]): ListEvent => ({ type: 'Opened', data: { items } })
const added = (item: string): ListEvent => ({ type: 'Added', data: { item } })

const list = defineProjection<{ items: string[] }, ListEvent>({
  name: 'list',
  initialState: () => ({ items: [] }),
  when: {
    Opened: (state, { data }) => {
      state.items = data.items
      data.items.push('!')
    },
    Added: (state, { data }) => {
      state.items.push(data.item)
    },
  },
})

async function openWith(...events: ListEvent[]) {
  const store = await openMemoryEventStore<ListEvent>()
  await store.append('s', events)
  return store
}

function timelineOf(store: Awaited<ReturnType<typeof openWith>>): Timeline<{ items: string[] }, ListEvent> {
  const timeline = new Timeline(store, list)
  onTestFinished(() => timeline.stop())
  return timeline
}

test('lastChange returns an unchanged event that the caller may change', async () => {
  const timeline = timelineOf(await openWith(opened('a'), added('b')))
  const change = await timeline.lastChange(['items', 0], 2)
  expect(change).toMatchObject({ globalPosition: 1, data: { items: ['a'] } })
  if (change?.type === 'Opened') change.data.items.push('changed')
  expect(await timeline.lastChange(['items', 0], 2)).toMatchObject({ data: { items: ['a'] } })
})

test('the event that a timeline shows is frozen, because all of its listeners receive the same object', async () => {
  const timeline = timelineOf(await openWith(opened('a'), added('b')))
  await timeline.seek(1)
  const { event } = timeline.getSnapshot()
  expect(event).toMatchObject({ data: { items: ['a'] } })
  expect(() => event?.type === 'Opened' && event.data.items.push('changed')).toThrow(TypeError)
  await timeline.seek(2)
  await timeline.seek(1)
  expect(timeline.getSnapshot()).toMatchObject({ state: { items: ['a', '!'] }, event: { data: { items: ['a'] } } })
})

test('changes that a filter makes to an event reach no other consumer', async () => {
  const store = await openWith(opened('a'), added('b'))
  const timeline = timelineOf(store)
  timeline.filter({
    where: (event) => {
      if (event.type === 'Opened') event.data.items.push('changed')
      return true
    },
  })
  const { events } = await store.readStream('s')
  expect(events.map((event) => timeline.isVisible(event))).toEqual([true, true])
  expect(events[0]?.data).toEqual({ items: ['a'] })
  await timeline.seek(1)
  expect(await timeline.step(1)).toBe(true)
  expect(timeline.getSnapshot().state).toEqual({ items: ['a', '!', 'b'] })
})

test('the events that a fork leaves out are frozen', async () => {
  const store = await openWith(opened('a'), added('b'))
  const branch = await fork(store, { without: (await store.readStream('s')).events.slice(1) })
  const [left] = branch.without
  expect(left?.data).toEqual({ item: 'b' })
  expect(() => Object.assign(left?.data ?? {}, { item: 'changed' })).toThrow(TypeError)
  await branch.close()
})

class Cart extends AggregateRoot<ListEvent> {
  items: string[] = []
  protected readonly when: ApplyHandlers<ListEvent> = {
    Opened: ({ data }) => {
      this.items = data.items
    },
    Added: ({ data }) => {
      this.items.push(data.item)
    },
  }
  open(items: string[]): void {
    this.recordThat(opened(...items))
  }
}

test('an aggregate does not change the events of its history', () => {
  const history = recordedEvents('cart:1', [opened('a'), added('b')])
  for (let times = 0; times < 2; times += 1) {
    const cart = new Cart('cart:1')
    cart.applyHistory(history)
    expect(cart.items).toEqual(['a', 'b'])
  }
  expect(history.map(({ data }) => data)).toEqual([{ items: ['a'] }, { item: 'b' }])
})

test('the unreleased events of an aggregate are copies', () => {
  const cart = new Cart('cart:1')
  cart.open(['a'])
  const [event] = cart.unreleasedEvents
  if (event?.type === 'Opened') event.data.items.push('changed')
  expect(cart.releaseEvents()).toEqual([opened('a')])
})

test('each function of a process manager receives the unchanged event', async () => {
  const store = await openWith(opened('a'), added('b'))
  const seen: string[] = []
  const change = (who: string, event: RecordedEvent<ListEvent>): void => {
    seen.push(`${who} ${event.globalPosition} ${JSON.stringify(event.data)}`)
    Object.assign(event.data, { changedBy: who })
  }
  const reactor = startProcessManager(
    store,
    {
      name: 'changing',
      initialState: () => ({ count: 0 }),
      correlate: (event) => {
        change('correlate', event)
        return 'one'
      },
      when: { Opened: (_, event) => change('when', event), Added: (_, event) => change('when', event) },
      decide: {
        Added: (event) => {
          change('decide', event)
          return [{ send: 'it' }]
        },
      },
    },
    async (command) => {
      seen.push(`dispatch ${JSON.stringify(command)}`)
    },
    { fromPosition: 1 },
  )
  stopAtEnd(reactor)
  await eventually(() => expect(seen.some((one) => one.startsWith('dispatch'))).toBe(true))
  expect(seen.filter((one) => one.includes('changedBy'))).toEqual([])
  expect(seen).toContain('decide 2 {"item":"b"}')
})
