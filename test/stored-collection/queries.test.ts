import { defineCollection, InvalidArgument } from 'rewindable'
import { openCollection } from 'rewindable/collections'
import { describe, expect, onTestFinished, test } from 'vitest'
import {
  ownerLeft,
  type TodoEvent,
  todoAdded,
  todoAssigned,
  todoDone,
  todoRemoved,
  todos,
} from '../../examples/todo-list.ts'
import { rejectionOf } from '../async-results.ts'
import { newName, places } from '../open-stores.ts'

describe.each(places)('stored collections in $place', ({ open }) => {
  async function openTodos(name = newName()) {
    const store = await open<TodoEvent>(name)
    const stored = await openCollection(store, todos)
    onTestFinished(() => stored.close())
    return { store, stored }
  }

  async function openThree() {
    const opened = await openTodos()
    await opened.store.append('todo:1', todoAdded('write', 'ann', ['work', 'urgent']))
    await opened.store.append('todo:2', todoAdded('read', 'bob', ['home']))
    const { globalPosition } = await opened.store.append('todo:3', todoAdded('test', 'ann', ['work']))
    await opened.stored.caughtUp(globalPosition)
    return opened
  }

  test('a row can be read by its key after its event was applied', async () => {
    const { stored } = await openThree()
    expect(await stored.get('todo:2')).toEqual({ title: 'read', owner: 'bob', done: false, tags: ['home'] })
    expect(await stored.get('todo:9')).toBe(undefined)
    expect((await stored.getMany(['todo:3', 'todo:9', 'todo:1'])).map((todo) => todo?.title)).toEqual([
      'test',
      undefined,
      'write',
    ])
  })

  test('a query by an index returns the rows ordered by value, then by key', async () => {
    const { stored } = await openThree()
    const keys = async (...[index, query]: Parameters<typeof stored.query>) =>
      (await stored.query(index, query)).map(([key]) => key)
    expect(await keys('byOwner', { equals: 'ann' })).toEqual(['todo:1', 'todo:3'])
    expect(await keys('byOwner')).toEqual(['todo:1', 'todo:3', 'todo:2'])
    expect(await keys('byOwner', { direction: 'backward' })).toEqual(['todo:2', 'todo:3', 'todo:1'])
    expect(await keys('byDone', { from: [false, 'read'], to: [false, 'test'] })).toEqual(['todo:2', 'todo:3'])
    expect(await keys('byOwner', { from: 'b', to: 'a' })).toEqual([])
    expect(await keys('byOwner', { limit: 1, direction: 'backward' })).toEqual(['todo:2'])
  })

  test('pages of a query have each row once, in both directions', async () => {
    const { stored } = await openThree()
    for (const direction of ['forward', 'backward'] as const) {
      for (const index of ['byOwner', 'byTag', 'byDone']) {
        const whole = await stored.query(index, { direction })
        const paged = []
        for (let after: (typeof whole)[number] | undefined; ; ) {
          const [entry] = await stored.query(index, { direction, limit: 1, after })
          if (!entry) break
          paged.push(entry)
          after = entry
        }
        expect(paged).toEqual(whole)
      }
    }
    expect((await stored.query('byTag')).map(([key]) => key)).toEqual(['todo:2', 'todo:1', 'todo:3'])
  })

  test('rows can be counted, all or by an index', async () => {
    const { stored } = await openThree()
    expect(await stored.count()).toBe(3)
    expect(await stored.count('byOwner', { equals: 'ann' })).toBe(2)
    expect(await stored.count('byTag')).toBe(3)
    expect(await stored.count('byOwner', { from: 'z' })).toBe(0)
  })

  test('events change, move and delete rows and their index entries', async () => {
    const { store, stored } = await openThree()
    await store.append('todo:1', todoDone)
    await store.append('todo:2', todoRemoved)
    await store.append('todo:3', todoAssigned('cy'))
    await stored.caughtUp()
    expect(await stored.get('todo:2')).toBe(undefined)
    expect((await stored.query('byOwner')).map(([key, { owner, done }]) => [key, owner, done])).toEqual([
      ['todo:1', 'ann', true],
      ['todo:3', 'cy', false],
    ])
    expect(await stored.count()).toBe(2)
  })

  test('a handler of the whole collection finds the rows that it changes by an index', async () => {
    const { store } = await openThree()
    await store.append('todo:3', [ownerLeft('ann'), todoAssigned('cy'), ownerLeft('cy')])
    // A second tab has no rows in memory.
    const second = await openCollection(store, todos)
    await second.caughtUp()
    expect((await second.query('byOwner', { equals: null })).map(([key]) => key)).toEqual(['todo:1', 'todo:3'])
  })

  test('a handler that changes its event before it needs a stored row runs again with the recorded event', async () => {
    const taking = defineCollection<{ taken: string[] }, TodoEvent>({
      name: 'taking',
      create: { TodoAdded: () => ({ taken: [] }) },
      whole: {
        TodoAssigned: (rows, { streamId, data }) => {
          const { owner } = data
          Object.assign(data, { owner: 'changed' })
          rows.get(streamId)?.taken.push(owner)
        },
      },
    })
    const store = await open<TodoEvent>(newName())
    await store.append('todo:1', todoAdded('write', 'ann'))
    const first = await openCollection(store, taking)
    await first.caughtUp()
    first.close()
    await store.append('todo:1', todoAssigned('bob'))
    const second = await openCollection(store, taking)
    await second.caughtUp()
    expect(await second.get('todo:1')).toEqual({ taken: ['bob'] })
    second.close()
  })

  test('pages of one row have each row with several values once', async () => {
    const { store, stored } = await openTodos()
    for (const key of ['todo:1', 'todo:2', 'todo:3'])
      await store.append(key, todoAdded('write', 'ann', ['a', 'b', 'c']))
    await stored.caughtUp()
    const first = await stored.query('byTag', { limit: 2 })
    expect(first.map(([key]) => key)).toEqual(['todo:1', 'todo:2'])
    expect((await stored.query('byTag', { limit: 2, after: first[1] })).map(([key]) => key)).toEqual(['todo:3'])
    expect((await stored.query('byTag', { from: 'b', limit: 3 })).map(([key]) => key)).toEqual([
      'todo:1',
      'todo:2',
      'todo:3',
    ])
  })

  test('a change of a returned row changes nothing in the collection', async () => {
    const { stored } = await openThree()
    const todo = await stored.get('todo:1')
    todo?.tags.push('changed')
    const [[, found] = []] = await stored.query('byOwner', { equals: 'ann' })
    found?.tags.push('changed')
    expect((await stored.get('todo:1'))?.tags).toEqual(['work', 'urgent'])
  })

  test('invalid keys, indexes, queries and options are rejected', async () => {
    const { store, stored } = await openThree()
    const invalid = [
      () => stored.get(''),
      () => stored.query('byNothing'),
      () => stored.query('byOwner', { limit: 0 }),
      () => stored.caughtUp(-1),
      () => stored.caughtUp(1_000),
      () => openCollection(store, todos, { onError: 'ignore' as 'skip' }),
    ]
    expect(() => stored.live('byNothing')).toThrow(InvalidArgument)
    expect(() => stored.liveRow('')).toThrow(InvalidArgument)
    for (const call of invalid) expect(await rejectionOf(call())).toBeInstanceOf(InvalidArgument)
  })

  test('a collection that is opened again continues after the last event', async () => {
    const name = newName()
    const first = await openTodos(name)
    await first.store.append('todo:1', todoAdded('write', 'ann'))
    await first.stored.caughtUp()
    first.stored.close()
    await first.store.append('todo:1', todoDone)
    const second = await openTodos(name)
    await second.stored.caughtUp()
    expect(await second.stored.get('todo:1')).toMatchObject({ title: 'write', done: true })
  })
})
