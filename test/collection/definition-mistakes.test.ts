import {
  type CollectionParts,
  defineCollection,
  InvalidArgument,
  LiveProjection,
  openMemoryEventStore,
} from 'rewindable'
import { describe, expect, onTestFinished, test } from 'vitest'
import { type Todo, type TodoEvent, todoParts } from './todos.ts'

describe('a mistake in the definition of a collection', () => {
  test.each([
    ['an empty name', { name: '' }, 'name'],
    ['no name', { name: undefined }, 'name'],
    ['a version of 0', { version: 0 }, 'version'],
    ['a key that is a text', { key: 'id' }, 'key'],
    ['a table of keys with a text', { key: { TodoDone: 'id' } }, 'key.TodoDone'],
    ['a generator as a handler', { when: { *TodoDone() {} } }, 'when.TodoDone'],
    ['a list of handlers', { create: [() => ({})] }, 'create'],
    ['a handler that is not a function', { whole: { TodoDone: 'delete' } }, 'whole.TodoDone'],
    ['an index that is a text', { indexes: { byOwner: 'owner' } }, 'indexes.byOwner'],
    ['an index with each that is no function', { indexes: { byTag: { each: 'tags' } } }, 'indexes.byTag'],
    ['an unknown rule for missing rows', { onMissingRow: 'ignore' }, 'onMissingRow'],
    ['a rule for missing rows beside an initial row', { onMissingRow: 'skip', initialRow: () => ({}) }, 'onMissingRow'],
    ['an initial row that is no function', { initialRow: {} }, 'initialRow'],
    ['a misspelt part', { index: {} }, 'index'],
  ])('%s throws InvalidArgument', (_, mistake, argument) => {
    const parts = { ...todoParts, ...mistake } as CollectionParts<Todo, TodoEvent>
    const define = () => defineCollection<Todo, TodoEvent>(parts)
    expect(define).toThrow(InvalidArgument)
    expect(define).toThrow(expect.objectContaining({ argument }))
  })

  test('a definition that is not an object throws InvalidArgument', () => {
    // @ts-expect-error: a definition is an object
    expect(() => defineCollection('todos')).toThrow(expect.objectContaining({ argument: 'definition' }))
  })
})

describe('two collections with one name', () => {
  test.each([
    ['another key', { key: () => 'all' }],
    ['another create', { create: { TodoAdded: () => ({ title: '', done: true, tags: [] }) } }],
    ['another handler', { when: { TodoDone: () => null } }],
    ['another handler of the whole collection', { whole: {} }],
    ['another index', { indexes: { ...todoParts.indexes, byOwner: () => 'ann' } }],
    ['another rule for missing rows', { onMissingRow: 'skip' as const }],
    ['an initial row', { initialRow: () => ({ title: '', done: false, tags: [] }) }],
  ])('%s is another definition', async (_, other) => {
    const store = await openMemoryEventStore<TodoEvent>()
    const live = new LiveProjection(store, defineCollection<Todo, TodoEvent>(todoParts))
    const second = new LiveProjection(store, defineCollection<Todo, TodoEvent>({ ...todoParts, ...other }))
    onTestFinished(() => {
      live.stop()
      second.stop()
    })
    await live.catchUp()
    await expect(second.catchUp()).rejects.toMatchObject({ code: 'InvalidArgument', argument: 'name' })
  })

  test('the same rules, defined twice, are one definition', async () => {
    const store = await openMemoryEventStore<TodoEvent>()
    for (let count = 0; count < 2; count += 1) {
      const live = new LiveProjection(store, defineCollection<Todo, TodoEvent>(todoParts))
      onTestFinished(() => live.stop())
      await live.catchUp()
      expect(live.status).toBe('live')
    }
  })
})
