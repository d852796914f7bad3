import { LiveProjection } from 'rewindable'
import { openCollection } from 'rewindable/collections'
import { describe, expect, test } from 'vitest'
import { newName, places } from '../test/open-stores.ts'
import { ownerLeft, type TodoEvent, todoAdded, todoDone, todos } from './todo-list.ts'

describe.each(places)('the to-dos in $place', ({ open }) => {
  test('the to-dos in memory and the stored to-dos have the same rows in the same order', async () => {
    const store = await open<TodoEvent>(newName())
    using live = new LiveProjection(store, todos)
    using stored = await openCollection(store, todos)
    await store.append('todo:1', [todoAdded('write the docs', 'ann', ['docs']), todoDone])
    await store.append('todo:2', todoAdded('read the docs', 'bob', ['docs', 'today']))
    await store.append('owner:ann', ownerLeft('ann'))
    await Promise.all([live.catchUp(), stored.caughtUp()])
    for (const index of ['byOwner', 'byDone', 'byTag']) {
      expect(await stored.query(index)).toEqual(live.state.by(index))
    }
    expect(await stored.get('todo:1')).toEqual({ title: 'write the docs', owner: null, done: true, tags: ['docs'] })
    expect(await stored.query('byDone', { from: [false], to: [false] })).toHaveLength(1)
  })
})
