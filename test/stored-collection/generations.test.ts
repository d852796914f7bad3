import { defineCollection, replaceFromJsonl } from 'rewindable'
import { openCollection } from 'rewindable/collections'
import { describe, expect, test } from 'vitest'
import { type Todo, type TodoEvent, todoAdded, todoDone } from '../../examples/todo-list.ts'
import { rejectionOf } from '../async-results.ts'
import { exportText } from '../export-text.ts'
import { newName, places } from '../open-stores.ts'
import { openTodos } from './open-todos.ts'

/** The titles of to-dos, with a version. */
const titles = (version: number, applied: string[] = []) =>
  defineCollection<Pick<Todo, 'title'>, TodoEvent>({
    name: 'titles',
    version,
    create: {
      TodoAdded: ({ data, streamId }) => {
        applied.push(streamId)
        return { title: `${version} ${data.title}` }
      },
    },
    indexes: { byTitle: (row) => row.title },
  })

describe.each(places)('generations of stored collections in $place', ({ open }) => {
  test('a new version builds its own rows, while the old version in another tab follows the log', async () => {
    const name = newName()
    const [store, other] = [await open<TodoEvent>(name), await open<TodoEvent>(name)]
    await store.append('todo:1', todoAdded('write', 'ann'))
    const before = await openCollection(store, titles(1))
    await before.caughtUp()
    const after = await openCollection(other, titles(2))
    expect(await after.get('todo:1')).toEqual({ title: '2 write' })
    const { globalPosition } = await store.append('todo:2', todoAdded('read', 'bob'))
    await Promise.all([before.caughtUp(globalPosition), after.caughtUp(globalPosition)])
    expect([await before.get('todo:2'), await after.get('todo:2')]).toEqual([{ title: '1 read' }, { title: '2 read' }])
  })

  test('an interrupted first pass continues after the last write', async () => {
    const name = newName()
    const store = await open<TodoEvent>(name)
    // The first pass writes after 20,000 changed rows.
    const count = 21_000
    const keys = Array.from({ length: count }, (_, number) => `todo:${number}`)
    await store.appendBatch(keys.map((streamId) => ({ streamId, events: [todoAdded('write', 'ann')] })))
    const applied: string[] = []
    const first = await openCollection(store, titles(1, applied))
    expect(first.status).not.toBe('live')
    await new Promise((resolve) => first.addEventListener('change', resolve, { once: true }))
    first.close()
    const second = await openCollection(store, titles(1, applied))
    expect(await second.count()).toBe(count)
    expect(applied.length).toBeLessThan(2 * count)
    expect(new Set(applied).size).toBe(count)
    second.close()
  })

  test('reads wait for the end of the first pass', async () => {
    const name = newName()
    const store = await open<TodoEvent>(name)
    await store.appendBatch(
      Array.from({ length: 2_500 }, (_, n) => ({ streamId: `todo:${n}`, events: [todoAdded('write', 'ann')] })),
    )
    const { stored } = await openTodos(open, { name })
    const progress: number[] = []
    stored.addEventListener('progress', ({ detail }) => progress.push(detail.position))
    expect(await stored.count()).toBe(2_500)
    expect(progress.length).toBeGreaterThan(0)
  })

  test('the rows are built again after the log was replaced', async () => {
    const { store, stored } = await openTodos(open)
    await store.append('todo:1', todoAdded('write', 'ann'))
    await store.append('todo:1', todoDone)
    await stored.caughtUp()
    const other = await open<TodoEvent>(newName())
    await other.append('todo:2', todoAdded('read', 'bob'))
    await replaceFromJsonl(store, await exportText(other))
    expect(await stored.get('todo:1')).toBe(undefined)
    await stored.caughtUp()
    expect((await stored.query('byOwner')).map(([key]) => key)).toEqual(['todo:2'])
  })

  test('two definitions with the same name over one store are an error', async () => {
    const { store } = await openTodos(open)
    const other = defineCollection<Todo, TodoEvent>({ name: 'todos', when: { TodoDone: () => null } })
    expect(await rejectionOf(openCollection(store, other))).toMatchObject({ code: 'InvalidArgument', argument: 'name' })
  })
})
