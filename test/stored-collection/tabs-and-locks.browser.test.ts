import { defineCollection, type EventStore } from 'rewindable'
import { openCollection } from 'rewindable/collections'
import { expect, onTestFinished, test } from 'vitest'
import { type Todo, type TodoEvent, todoAdded, todoDone } from '../../examples/todo-list.ts'
import { eventually } from '../async-results.ts'
import { deferred } from '../deferred.ts'
import { inIndexedDB, newName } from '../open-stores.ts'
import { openTodos } from './open-todos.ts'
import { readRawRows } from './raw-rows.ts'

const titles = (version: number) =>
  defineCollection<Pick<Todo, 'title'>, TodoEvent>({
    name: 'titles',
    version,
    create: { TodoAdded: ({ data }) => ({ title: `${version} ${data.title}` }) },
  })

async function openTitles(store: EventStore<TodoEvent>, version: number) {
  const stored = await openCollection(store, titles(version))
  onTestFinished(() => stored.close())
  return stored
}

/** Records the Web Locks that are requested until the end of the test. */
function recordLocks(): {
  readonly names: Set<string>
  readonly requests: Promise<unknown>[]
  readonly request: typeof navigator.locks.request
} {
  const names = new Set<string>()
  const requests: Promise<unknown>[] = []
  const request = navigator.locks.request.bind(navigator.locks)
  navigator.locks.request = (lock: string, ...rest: unknown[]) => {
    names.add(lock)
    const requested = Reflect.apply(request, undefined, [lock, ...rest])
    if (lock.includes(' rows ') && JSON.stringify(rest).includes('ifAvailable')) requests.push(requested)
    return requested
  }
  onTestFinished(() => void Reflect.deleteProperty(navigator.locks, 'request'))
  return { names, requests, request }
}

test('rows of an old version are deleted when no tab uses them, and not before', async () => {
  const name = newName()
  const [store, other] = [await inIndexedDB<TodoEvent>(name), await inIndexedDB<TodoEvent>(name)]
  await store.append('todo:1', todoAdded('write', 'ann'))
  const before = await openTitles(store, 1)
  await before.caughtUp()
  const { requests } = recordLocks()
  const after = await openTitles(other, 2)
  await after.caughtUp()
  // The request for the lock of the old rows, which another tab holds.
  await eventually(() => expect(requests).toHaveLength(1))
  await Promise.all(requests)
  expect((await readRawRows(name))?.generations).toMatchObject([{ state: 'ready' }, { state: 'ready' }])
  expect(await before.get('todo:1')).toEqual({ title: '1 write' })
  before.close()
  after.close()
  const again = await openTitles(other, 2)
  expect(await again.get('todo:1')).toEqual({ title: '2 write' })
  await eventually(async () => expect((await readRawRows(name))?.generations).toHaveLength(1))
  expect((await readRawRows(name))?.rows).toHaveLength(1)
})

test('a tab that is frozen while it applies events does not stop the other tabs', async () => {
  const { names, request } = recordLocks()
  const { store, stored } = await openTodos(inIndexedDB)
  await store.append('todo:1', todoAdded('write', 'ann'))
  await stored.caughtUp()
  const frozen = deferred()
  onTestFinished(frozen.resolve)
  const lock = [...names].find((name) => name.includes('apply')) ?? ''
  await new Promise<void>((resolve) => {
    void request(lock, () => {
      resolve()
      return frozen.promise
    })
  })
  await store.append('todo:1', todoDone)
  await stored.caughtUp()
  expect(await stored.get('todo:1')).toMatchObject({ done: true })
})

test('a change in one tab calls the live queries of another tab', async () => {
  const first = await openTodos(inIndexedDB)
  const second = await openTodos(inIndexedDB, { name: first.name })
  const seen: number[] = []
  second.stored.live('byOwner', { equals: 'ann' }).subscribe((rows) => seen.push(rows.length))
  await eventually(() => expect(seen).toEqual([0]))
  await first.store.append('todo:1', todoAdded('write', 'ann'))
  await eventually(() => expect(seen).toEqual([0, 1]))
})
