import { describe, expect, test } from 'vitest'
import { todoAdded, todoAssigned, todoDone, todoRemoved } from '../../examples/todo-list.ts'
import { eventually } from '../async-results.ts'
import { places } from '../open-stores.ts'
import { openTodos } from './open-todos.ts'

describe.each(places)('live queries in $place', ({ open }) => {
  async function openThree() {
    const tab = await openTodos(open)
    for (const [key, owner] of [
      ['todo:1', 'ann'],
      ['todo:2', 'bob'],
      ['todo:3', 'ann'],
    ] as const) {
      await tab.store.append(key, todoAdded('write', owner))
    }
    await tab.stored.caughtUp()
    return tab
  }

  test('a live query has no result before its first read, and then shows every change of its rows', async () => {
    const { store, stored } = await openThree()
    const live = stored.live('byOwner', { equals: 'ann' })
    expect(live.getSnapshot()).toBe(undefined)
    const seen: string[][] = []
    live.subscribe((rows) => seen.push(rows.map(([key, { done }]) => `${key} ${done}`)))
    await eventually(() => expect(seen).toEqual([['todo:1 false', 'todo:3 false']]))
    await store.append('todo:3', todoDone)
    await eventually(() => expect(seen.at(-1)).toEqual(['todo:1 false', 'todo:3 true']))
    await store.append('todo:2', todoAssigned('ann'))
    await eventually(() => expect(seen.at(-1)).toEqual(['todo:1 false', 'todo:2 false', 'todo:3 true']))
    await store.append('todo:1', todoRemoved)
    await eventually(() => expect(seen.at(-1)).toEqual(['todo:2 false', 'todo:3 true']))
    expect(seen).toHaveLength(4)
  })

  test('rows that did not change stay the same objects', async () => {
    const { store, stored } = await openThree()
    const live = stored.live('byOwner')
    live.subscribe(() => {})
    await eventually(() => expect(live.getSnapshot()).toHaveLength(3))
    const before = new Map(live.getSnapshot())
    await store.append('todo:2', todoDone)
    await eventually(() => expect(new Map(live.getSnapshot()).get('todo:2')?.done).toBe(true))
    const after = new Map(live.getSnapshot())
    expect(after.get('todo:1')).toBe(before.get('todo:1'))
    expect(after.get('todo:3')).toBe(before.get('todo:3'))
  })

  test('a live query does not call its subscribers for changes of other rows, of this tab or another one', async () => {
    const { store, stored, name } = await openThree()
    const calls: number[] = []
    stored.live('byOwner', { equals: 'ann' }).subscribe((rows) => calls.push(rows.length))
    const bob = stored.live('byOwner', { equals: 'bob' })
    bob.subscribe(() => {})
    await eventually(() => expect(calls).toEqual([2]))
    await store.append('todo:2', todoDone)
    await eventually(() => expect(bob.getSnapshot()?.[0]?.[1].done).toBe(true))
    const other = await openTodos(open, { name })
    await other.store.append('todo:4', todoAdded('read', 'bob'))
    await other.stored.caughtUp()
    await eventually(() => expect(bob.getSnapshot()).toHaveLength(2))
    await stored.caughtUp()
    expect(calls).toEqual([2])
  })

  test('a live row follows one row, also before it is created and after it is deleted', async () => {
    const { store, stored } = await openTodos(open)
    const seen: (boolean | undefined)[] = []
    const live = stored.liveRow('todo:1')
    live.subscribe((todo) => seen.push(todo?.done))
    await eventually(() => expect(seen).toEqual([undefined]))
    await store.append('todo:1', todoAdded('write', 'ann'))
    await eventually(() => expect(seen).toEqual([undefined, false]))
    await store.append('todo:1', todoDone)
    await eventually(() => expect(seen).toEqual([undefined, false, true]))
    await store.append('todo:1', todoRemoved)
    await eventually(() => expect(seen).toEqual([undefined, false, true, undefined]))
  })

  test('a live query without subscribers reads nothing, and a new subscriber receives the present rows', async () => {
    const { store, stored } = await openThree()
    const live = stored.live('byOwner', { equals: 'bob' })
    const stop = live.subscribe(() => {})
    await eventually(() => expect(live.getSnapshot()).toHaveLength(1))
    stop()
    await store.append('todo:2', todoDone)
    await stored.caughtUp()
    expect(live.getSnapshot()?.[0]?.[1].done).toBe(false)
    const seen: (boolean | undefined)[] = []
    live.subscribe(([first]) => seen.push(first?.[1].done))
    await eventually(() => expect(seen.at(-1)).toBe(true))
  })

  test('a live query that is stopped calls its subscribers no more', async () => {
    const { store, stored } = await openThree()
    const calls: number[] = []
    const live = stored.live('byOwner', { equals: 'bob' })
    live.subscribe((rows) => calls.push(rows.length))
    await eventually(() => expect(calls).toEqual([1]))
    live.stop()
    await store.append('todo:2', todoDone)
    await stored.caughtUp()
    expect(calls).toEqual([1])
  })
})
