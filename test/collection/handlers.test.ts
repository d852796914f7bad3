import { InvalidArgument, ProjectionFailed, RowMissing } from 'rewindable'
import { describe, expect, test } from 'vitest'
import { rejectionOf } from '../async-results.ts'
import { added, done, ownerLeft, projectionOf, removed, rowsAfter, type Todo, tagged, todoParts } from './todos.ts'

describe('the handlers of a collection', () => {
  test('`create` makes a row, `when` changes it, and null deletes it', async () => {
    const rows = await rowsAfter(todoParts, ['a', added('Tea')], ['b', added('Rent')], ['a', done], ['b', removed])
    expect([...rows]).toEqual([['a', { title: 'Tea', done: true, tags: [] }]])
  })

  test('`create` replaces an existing row', async () => {
    const rows = await rowsAfter(todoParts, ['a', added('Tea')], ['a', done], ['a', added('Coffee')])
    expect([...rows]).toEqual([['a', { title: 'Coffee', done: false, tags: [] }]])
  })

  test('an event type with both handlers creates a missing row and changes an existing one', async () => {
    const parts = { ...todoParts, when: { TodoAdded: (todo: Todo) => ({ ...todo, title: `${todo.title}!` }) } }
    const rows = await rowsAfter(parts, ['a', added('Tea')], ['a', added('Coffee')])
    expect([...rows]).toEqual([['a', { title: 'Tea!', done: false, tags: [] }]])
  })

  test('a handler receives the key of its row', async () => {
    const create = { TodoAdded: (_: unknown, key: string) => key }
    const when = { TodoDone: (row: string, _: unknown, key: string) => `${row} ${key}` }
    const rows = await rowsAfter<string>({ name: 'keys', create, when }, ['a', added('Tea')], ['a', done])
    expect([...rows]).toEqual([['a', 'a a']])
  })

  test('an event changes the row of each of its keys once, and no two rows share a part of the event', async () => {
    const keep: typeof todoParts = {
      ...todoParts,
      when: {
        TodosTagged: (todo, { data }) => {
          data.tags.push(todo.title)
          todo.tags = data.tags
        },
      },
    }
    const rows = await rowsAfter(
      keep,
      ['a', added('Tea')],
      ['b', added('Rent')],
      ['x', tagged(['a', 'b', 'a'], 'home')],
    )
    expect([...rows.values()].map(({ tags }) => tags)).toEqual([
      ['home', 'Tea'],
      ['home', 'Rent'],
    ])
  })

  test('a handler changes the order of the fields of a row, whether the row was read before or not', async () => {
    const when = {
      TodoDone: (row: { title?: string; done: boolean }) => {
        const { title } = row
        delete row.title
        Object.assign(row, { title })
      },
    }
    const create = { TodoAdded: () => ({ title: 'Tea', done: false }) }
    const { store, projection } = await projectionOf({ name: 'order', create, when }, ['a', added('Tea')])
    await projection.catchUp()
    expect(Object.keys(projection.state.get('a') ?? {})).toEqual(['title', 'done'])
    await store.append('a', done)
    await projection.catchUp()
    expect(Object.keys(projection.state.get('a') ?? {})).toEqual(['done', 'title'])
  })

  test('an event whose key is undefined changes no row', async () => {
    const rows = await rowsAfter({ ...todoParts, key: () => undefined }, ['a', added('Tea')], ['a', done])
    expect(rows.size).toBe(0)
  })

  test('a handler of the whole collection finds rows by an index, changes them and deletes them', async () => {
    const rows = await rowsAfter(
      todoParts,
      ...([
        ['a', added('Tea', { owner: 'ann' })],
        ['b', added('Rent', { owner: 'bob' })],
        ['c', added('Milk', { owner: 'ann' })],
        ['c', done],
        ['x', ownerLeft('ann')],
      ] as const),
    )
    expect([...rows].map(([key, { owner }]) => [key, owner])).toEqual([
      ['a', null],
      ['b', 'bob'],
    ])
  })

  test('a constant that a handler returns never changes', async () => {
    const empty: Todo = { title: '', done: false, tags: [] }
    const parts = { ...todoParts, create: { TodoAdded: () => empty } }
    const { store, projection } = await projectionOf(parts, ['a', added('Tea')], ['b', added('Tea')])
    await store.append('x', [tagged(['a'], 'home'), tagged(['a'], 'garden')])
    await projection.catchUp()
    expect([...projection.state.values()].map(({ tags }) => tags)).toEqual([['home', 'garden'], []])
    expect(empty).toEqual({ title: '', done: false, tags: [] })
  })

  test('a row that a handler read and did not change keeps its identity', async () => {
    const { store, projection } = await projectionOf(todoParts, ['a', added('Tea')], ['a', done])
    await projection.catchUp()
    const before = projection.state
    await store.append('a', done)
    await store.append('x', ownerLeft('ann'))
    await projection.catchUp()
    expect(projection.state).toBe(before)
  })

  test('a part that a handler did not change keeps its identity', async () => {
    const { store, projection } = await projectionOf(todoParts, ['a', added('Tea', { tags: ['home'] })])
    await projection.catchUp()
    const before = projection.state.get('a')
    await store.append('a', done)
    await projection.catchUp()
    expect(projection.state.get('a')).toEqual({ ...before, done: true })
    expect(projection.state.get('a')?.tags).toBe(before?.tags)
  })
})

describe('a missing row', () => {
  test('a missing row fails the event with ProjectionFailed, and the error names the key', async () => {
    const { projection } = await projectionOf(todoParts, ['a', added('Tea')], ['b', done])
    const error = await rejectionOf(projection.catchUp())
    expect(error).toBeInstanceOf(ProjectionFailed)
    expect(error).toMatchObject({ eventType: 'TodoDone', position: 2, cause: { code: 'RowMissing', key: 'b' } })
    expect(Reflect.get(Object(error), 'cause')).toBeInstanceOf(RowMissing)
    expect(String(error)).toContain('"b"')
    expect([...projection.state.keys()]).toEqual(['a'])
  })

  test('with `onMissingRow`, a collection skips an event for a missing row', async () => {
    const rows = await rowsAfter({ ...todoParts, onMissingRow: 'skip' }, ['b', done], ['a', added('Tea')])
    expect([...rows.keys()]).toEqual(['a'])
  })

  test('a missing row begins as `initialRow`, and each row has its own copy', async () => {
    const empty: Todo = { title: '', done: false, tags: [] }
    const parts = { ...todoParts, initialRow: () => empty }
    const rows = await rowsAfter(
      parts,
      ['x', tagged(['a'], 'home')],
      ['x', tagged(['b'], 'garden')],
      ['x', tagged(['a'], 'work')],
    )
    expect([...rows].map(([key, { tags }]) => [key, tags])).toEqual([
      ['a', ['home', 'work']],
      ['b', ['garden']],
    ])
  })
})

describe('a mistake in a handler of a collection', () => {
  const { create, when } = todoParts
  test.each([
    ['an asynchronous handler', { when: { ...when, TodoDone: async () => {} } }, 'when.TodoDone'],
    ['an asynchronous create', { create: { ...create, TodoAdded: async (): Promise<void> => {} } }, 'create.TodoAdded'],
    ['an asynchronous handler of the whole collection', { whole: { TodoDone: async () => {} } }, 'whole.TodoDone'],
    ['create without a row', { create: { TodoAdded: (): undefined => undefined } }, 'create.TodoAdded'],
    ['create with null', { create: { TodoAdded: (): null => null } }, 'create.TodoAdded'],
    [
      'a handler of a primitive row that returns nothing',
      { create: { TodoAdded: (): number => 1 }, when: { TodoDone: () => {} } },
      'when.TodoDone',
    ],
    ['an empty key', { key: () => '' }, 'key'],
    ['a key that is a number', { key: () => 1 }, 'key'],
    ['a key of null', { key: { TodoAdded: (): null => null } }, 'key.TodoAdded'],
    ['a list of keys with an empty one', { key: { TodoAdded: () => ['a', ''] } }, 'key.TodoAdded'],
    ['an initial row of null', { create: {}, initialRow: () => null }, 'initialRow'],
    [
      'an unknown index',
      { whole: { TodoAdded: (rows: { by(...of: string[]): void }): void => rows.by('byName', 'x') } },
      'index',
    ],
  ])('%s fails with ProjectionFailed, caused by InvalidArgument', async (_, mistake, argument) => {
    const parts = { ...todoParts, ...mistake } as typeof todoParts
    const { projection } = await projectionOf(parts, ['a', added('Tea')], ['a', done])
    const error = await rejectionOf(projection.catchUp())
    expect(error).toBeInstanceOf(ProjectionFailed)
    expect(error).toMatchObject({ cause: { code: 'InvalidArgument', argument } })
    expect(Reflect.get(Object(error), 'cause')).toBeInstanceOf(InvalidArgument)
  })
})
