import { defineProjection, exportJsonl, replaceFromJsonl } from 'rewindable'
import { expect, onTestFinished, test, vi } from 'vitest'
import { added, done, removed, type TodoEvent, tagged } from '../collection/todos.ts'
import { followed, relayedWorker, shows, textOf } from './relayed-worker.ts'
import { idOf, plain, type State, storeOf, todos } from './todo-states.ts'

test('the message for one changed row of 10,000 names one row, and the other rows keep their identity in the page', async () => {
  const store = await storeOf(10_000)
  const { worker, messages } = relayedWorker(store, todos)
  const remote = followed(worker, todos)
  const before = await shows(remote, 10_000)
  await store.append(idOf(77), done)
  const after = await shows(remote, 10_001)
  expect(textOf(messages.at(-1)).match(/todo:\d+/g)).toEqual([idOf(77)])
  expect([...after.keys()].filter((key) => after.get(key) !== before.get(key))).toEqual([idOf(77)])
  expect([before.get(idOf(77))?.done, after.get(idOf(77))?.done]).toEqual([false, true])
  expect(after.get(idOf(77))?.tags).toBe(before.get(idOf(77))?.tags)
  expect(after.by('byDue', { equals: [true, 77] }).map(([key]) => key)).toEqual([idOf(77)])
})

test('new and removed rows are sent without the other rows', async () => {
  const store = await storeOf(3)
  const { worker, messages } = relayedWorker(store, todos)
  const remote = followed(worker, todos)
  const before = await shows(remote, 3)
  await store.append(idOf(1), removed)
  const fewer = await shows(remote, 4)
  expect([...fewer.keys()]).toEqual([idOf(0), idOf(2)])
  expect(textOf(messages.at(-1)).match(/todo:\d+/g)).toEqual([idOf(1)])
  await store.append('todo:05', added('new'))
  const more = await shows(remote, 5)
  expect([...more.keys()]).toEqual([idOf(0), 'todo:05', idOf(2)])
  expect(textOf(messages.at(-1)).match(/todo:\d+/g)).toEqual(['todo:05'])
  expect(more.get(idOf(2))).toBe(before.get(idOf(2)))
})

test('the message for one changed part of a plain state has no other part, and other parts keep their identity', async () => {
  const store = await storeOf(1_000)
  const { worker, messages } = relayedWorker(store, plain)
  const remote = followed(worker, plain)
  const before = await shows(remote, 1_000)
  await store.append(idOf(77), done)
  const after = await shows(remote, 1_001)
  expect(new Set(textOf(messages.at(-1)).match(/todo:\d+/g))).toEqual(new Set([idOf(77)]))
  expect(after.settings).toBe(before.settings)
  for (const id of [idOf(76), idOf(78)]) {
    expect(after.byId[id]).toBe(before.byId[id])
    expect(after.map.get(id)).toBe(before.map.get(id))
  }
  expect(after.list.filter((todo, index) => todo !== before.list[index])).toEqual([after.byId[idOf(77)]])
  expect([before.byId[idOf(77)]?.done, after.byId[idOf(77)]?.done]).toEqual([false, true])
})

test('added and removed parts of a plain state are sent without the other parts', async () => {
  const store = await storeOf(3)
  const { worker, messages } = relayedWorker(store, plain)
  const remote = followed(worker, plain)
  const before = await shows(remote, 3)
  await store.append(idOf(1), removed)
  const fewer = await shows(remote, 4)
  expect([Object.keys(fewer.byId), [...fewer.map.keys()], fewer.list.map(({ title }) => title)]).toEqual(
    Array(3).fill([idOf(0), idOf(2)]),
  )
  expect(textOf(messages.at(-1))).not.toMatch(/todo:[02]/)
  expect(fewer.list).toEqual([before.list[0], before.list[2]])
  expect([fewer.list[0] === before.list[0], fewer.list[1] === before.list[2]]).toEqual([true, true])
  await store.append(idOf(9), added(idOf(9)))
  const more = await shows(remote, 5)
  expect([Object.keys(more.byId), [...more.map.keys()], more.list.map(({ title }) => title)]).toEqual(
    Array(3).fill([idOf(0), idOf(2), idOf(9)]),
  )
  expect(textOf(messages.at(-1))).not.toMatch(/todo:[02]/)
  expect(more.list[1]).toBe(before.list[2])
})

test('parts that moved to the end of a plain state arrive in their new order', async () => {
  const store = await storeOf(3)
  const remote = followed(relayedWorker(store, plain).worker, plain)
  await shows(remote, 3)
  await store.append(idOf(1), [removed, added(idOf(1))])
  const { byId, map } = await shows(remote, 5)
  expect([Object.keys(byId), [...map.keys()]]).toEqual(Array(2).fill([0, 2, 1].map(idOf)))
})

test('an event that changes no part of the state keeps the identity of the state in the page', async () => {
  const store = await storeOf(3)
  const { worker } = relayedWorker(store, plain)
  const remote = followed(worker, plain)
  const before = await shows(remote, 3)
  await store.append('todo:9', done)
  expect(await shows(remote, 4)).toBe(before)
})

test('a state without equal parts is sent whole', async () => {
  const numbers = defineProjection<{ sum: number; count: number }, TodoEvent>({
    name: 'numbers',
    initialState: () => ({ sum: 0, count: 0 }),
    when: { TodoAdded: ({ sum, count }) => ({ sum: sum + 2, count: count + 1 }) },
  })
  const store = await storeOf(1)
  const { worker, messages } = relayedWorker(store, numbers)
  const remote = followed(worker, numbers)
  await shows(remote, 1)
  await store.append('s', added('another'))
  expect(await shows(remote, 2)).toEqual({ sum: 4, count: 2 })
  expect(messages.at(-1)).toMatchObject({ state: { sum: 4, count: 2 } })
})

test('a page that connects later receives the whole state, and then changes', async () => {
  const store = await storeOf(100)
  const { worker, messages } = relayedWorker(store, todos)
  const first = followed(worker, todos)
  await shows(first, 100)
  await store.append(idOf(1), done)
  await shows(first, 101)
  const second = followed(worker, todos)
  expect([...(await shows(second, 101))]).toEqual([...first.state])
  await store.append(idOf(2), done)
  for (const remote of [first, second]) {
    const { state } = remote
    const after = await shows(remote, 102)
    expect([...after.values()].filter((row) => row.done)).toHaveLength(2)
    expect(after.get(idOf(1))).toBe(state.get(idOf(1)))
    expect(after.size).toBe(100)
  }
  for (const message of messages.slice(-2)) expect(textOf(message).match(/todo:\d+/g)).toEqual([idOf(2)])
})

test('a page that follows again after a stop receives the whole state, and then changes', async () => {
  const store = await storeOf(100)
  const { worker, messages } = relayedWorker(store, plain)
  const remote = followed(worker, plain)
  await shows(remote, 100)
  remote.stop()
  await store.append(idOf(1), done)
  remote.subscribe(() => {})
  expect((await shows(remote, 101)).byId[idOf(1)]?.done).toBe(true)
  const before = remote.state
  await store.append(idOf(2), done)
  const after = await shows(remote, 102)
  expect([after.byId[idOf(1)]?.done, after.byId[idOf(2)]?.done]).toEqual([true, true])
  expect(after.byId[idOf(3)]).toBe(before.byId[idOf(3)])
  expect(textOf(messages.at(-1))).not.toContain(idOf(3))
})

test('a page that follows again shows no row that was removed before', async () => {
  const store = await storeOf(3)
  const remote = followed(relayedWorker(store, todos).worker, todos)
  await shows(remote, 3)
  remote.stop()
  await store.append(idOf(1), removed)
  remote.subscribe(() => {})
  expect([...(await shows(remote, 4)).keys()]).toEqual([idOf(0), idOf(2)])
})

test('a page that could not read a message receives the whole next state', async () => {
  const pages: MessagePort[] = []
  const Channel = class extends MessageChannel {
    constructor() {
      super()
      pages.push(this.port1)
    }
  }
  vi.stubGlobal('MessageChannel', Channel)
  onTestFinished(() => void vi.unstubAllGlobals())
  const store = await storeOf(10)
  const { worker, options } = relayedWorker(store, todos)
  const remote = followed(worker, todos)
  const [page] = pages
  await shows(remote, 10)
  const lost = new Promise<void>((resolve) => {
    options.isLost = ({ kind }) => {
      if (kind !== 'change') return false
      options.isLost = () => false
      // No engine can produce this error on demand.
      page?.dispatchEvent(new MessageEvent('messageerror'))
      resolve()
      return true
    }
  })
  await store.append(idOf(1), done)
  await lost
  expect(remote.status).toBe('failed')
  await store.append(idOf(2), done)
  const after = await shows(remote, 12)
  expect([...after].filter(([, row]) => row.done).map(([key]) => key)).toEqual([idOf(1), idOf(2)])
})

test('a page shows the state of a log that replaced the log of its last state', async () => {
  const store = await storeOf(5)
  const { worker } = relayedWorker(store, todos)
  const remote = followed(worker, todos)
  await shows(remote, 5)
  const other = await storeOf(2)
  await other.append(idOf(1), done)
  await other.appendBatch([idOf(7), idOf(8), idOf(9)].map((streamId) => ({ streamId, events: [added('other')] })))
  await replaceFromJsonl(store, exportJsonl(other))
  const after = await shows(remote, 6)
  expect([...after.keys()]).toEqual([0, 1, 7, 8, 9].map(idOf))
  expect([after.get(idOf(1))?.done, after.get(idOf(7))?.title]).toEqual([true, 'other'])
})

test('a change to a state that cannot be sent reports the path of the value in the state', async () => {
  const store = await storeOf(3)
  const withAct = defineProjection<State & { act?: () => void }, TodoEvent>({
    ...plain,
    when: { ...plain.when, TodosTagged: (state) => Object.freeze({ ...state, act: () => {} }) },
  })
  const { worker } = relayedWorker(store, withAct)
  const remote = followed(worker, withAct)
  await shows(remote, 3)
  const failed = new Promise((resolve) => remote.addEventListener('error', resolve, { once: true }))
  await store.append('s', tagged([]))
  await failed
  expect(remote.error?.message).toContain('state.act:')
})
