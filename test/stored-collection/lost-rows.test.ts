import { deleteEventStore, LogLost, openEventStore, QuotaExceeded } from 'rewindable'
import { openCollection } from 'rewindable/collections'
import { expect, onTestFinished, test } from 'vitest'
import { ownerLeft, type TodoEvent, todoAdded, todoAssigned, todoDone, todos } from '../../examples/todo-list.ts'
import { eventually, rejectionOf } from '../async-results.ts'
import { failing } from '../faults/database-events.ts'
import { changing, ending } from '../faults/database-faults.ts'
import { internalError, quota } from '../faults/engine-errors.ts'
import { type Fault, faultyIndexedDB } from '../faults/faulty-indexeddb.ts'
import { inIndexedDB, untilTheEnd } from '../open-stores.ts'
import { goBackTo } from '../storage/interruptible-store.ts'
import { openTodos } from './open-todos.ts'
import { changeGenerations, deleteRowDatabase, readRawRows, rowDatabaseExists } from './raw-rows.ts'

async function openOne() {
  const tab = await openTodos(inIndexedDB)
  await tab.store.append('todo:1', todoAdded('write', 'ann'))
  await tab.stored.caughtUp()
  return tab
}

test('rows whose database is deleted while it is open are built again', async () => {
  const { name, store, stored } = await openOne()
  await deleteRowDatabase(name)
  expect(await stored.get('todo:1')).toMatchObject({ title: 'write', done: false })
  await deleteRowDatabase(name)
  await store.append('todo:1', todoDone)
  await stored.caughtUp()
  expect((await stored.query('byOwner')).map(([key, { done }]) => [key, done])).toEqual([['todo:1', true]])
})

test('after the store was deleted, reads reject with LogLost and the rows are gone', async () => {
  const { name, stored } = await openOne()
  await deleteEventStore(name)
  await eventually(async () => expect(await rejectionOf(stored.get('todo:1'))).toBeInstanceOf(LogLost))
  expect(await rejectionOf(stored.caughtUp())).toBeInstanceOf(LogLost)
  expect(await rowDatabaseExists(name)).toBe(false)
})

test.each([
  ['and has no new events', []],
  ['and has as many new events', [todoAdded('other', 'bob'), todoDone]],
  ['and has more new events', [todoAdded('other', 'bob'), todoDone, todoDone]],
])('a log that was rewound %s leads to rows of its present events', async (_, events) => {
  const { name, store, stored } = await openOne()
  await store.append('todo:2', [todoAdded('read', 'bob'), todoDone])
  await stored.caughtUp()
  stored.close()
  await goBackTo(name, 1)
  const other = untilTheEnd(await openEventStore<TodoEvent>(name))
  if (events.length > 0) await other.append('todo:3', events)
  const after = await openCollection(other, todos)
  expect(await after.get('todo:2')).toBe(undefined)
  await after.caughtUp()
  expect((await after.query('byOwner')).map(([key]) => key)).toEqual(
    events.length > 0 ? ['todo:1', 'todo:3'] : ['todo:1'],
  )
  after.close()
})

test.each([
  ['the first write throws', 1, changing.throws(quota)],
  ['the second write throws', 2, changing.throws(quota)],
  ['the commit aborts', 1, ending.aborts(quota)],
])('a full disk makes the collection fail if %s, keeps the rows, and is retried', async (_, at, fault) => {
  const { name, stored: before } = await openOne()
  before.close()
  const full = faultyIndexedDB({ at, fault, later: fault })
  const store = untilTheEnd(await openEventStore<TodoEvent>(name, { indexedDB: full.indexedDB, pollInterval: 0 }))
  const stored = await openCollection(store, todos)
  onTestFinished(() => stored.close())
  const other = await inIndexedDB<TodoEvent>(name)
  await other.append('todo:1', todoDone)
  await other.append('todo:2', todoAdded('read', 'bob'))
  expect(await rejectionOf(stored.caughtUp())).toBeInstanceOf(QuotaExceeded)
  expect(stored.status).toBe('failed')
  expect(await stored.get('todo:1')).toMatchObject({ done: false })
  full.endFault()
  await stored.caughtUp()
  expect([stored.status, (await stored.get('todo:1'))?.done, await stored.count()]).toEqual(['live', true, 2])
})

test('rows that no tab used for a day are deleted, and a tab that still uses them builds them again', async () => {
  const { name, store, stored } = await openOne()
  await changeGenerations(name, (generation) => ({ ...generation, version: 0, usedAt: 0 }))
  const later = await inIndexedDB<TodoEvent>(name)
  const other = await openCollection(later, todos)
  await other.caughtUp()
  if (!('navigator' in globalThis)) {
    await eventually(async () => expect((await readRawRows(name))?.generations).toHaveLength(1))
  }
  other.close()
  await store.append('todo:1', ownerLeft('ann'))
  await stored.caughtUp()
  expect(await stored.get('todo:1')).toMatchObject({ owner: null })
})

test('two connections apply each event once', async () => {
  const first = await openOne()
  const second = await openTodos(inIndexedDB, { name: first.name })
  for (let number = 2; number <= 40; number += 1) {
    await (number % 2 === 0 ? first : second).store.append(`todo:${number}`, todoAdded('write', 'ann'))
  }
  await Promise.all([first.stored.caughtUp(), second.stored.caughtUp()])
  expect([await first.stored.count(), await second.stored.count()]).toEqual([40, 40])
  const raw = await readRawRows(first.name)
  expect(raw?.generations).toMatchObject([{ position: 40, state: 'ready' }])
  expect(raw?.entries).toBe(80)
})

test('a live query shows later changes after another tab built lost rows again', async () => {
  const { name, store, stored } = await openOne()
  const other = await openTodos(inIndexedDB, { name })
  await other.stored.caughtUp()
  const seen: number[] = []
  other.stored.live('byOwner', { equals: 'ann' }).subscribe((rows) => seen.push(rows.length))
  await eventually(() => expect(seen.at(-1)).toBe(1))
  await deleteRowDatabase(name)
  expect(await stored.get('todo:1')).toBeDefined()
  expect(await other.stored.get('todo:1')).toBeDefined()
  stored.close()
  await store.append('todo:2', todoAdded('read', 'ann'))
  await other.stored.caughtUp()
  await eventually(() => expect(seen.at(-1)).toBe(2))
})

test('after a failed read, a live query reads again with the next change of any row', async () => {
  const { name, stored: before } = await openOne()
  before.close()
  let isFailing = false
  const fault: Fault = {
    request: (send, transaction) => {
      const isReadOfRows = transaction.db.name.startsWith('rewindable-rows:') && transaction.mode === 'readonly'
      return isFailing && isReadOfRows ? failing(send(), internalError) : send()
    },
  }
  const faulty = faultyIndexedDB({ at: 1, fault, later: fault })
  const store = untilTheEnd(await openEventStore<TodoEvent>(name, { indexedDB: faulty.indexedDB, pollInterval: 0 }))
  const stored = await openCollection(store, todos)
  onTestFinished(() => stored.close())
  await store.append('todo:1', todoDone)
  await store.append('todo:2', todoAdded('read', 'bob'))
  await stored.caughtUp()
  const seen: (string | null | undefined)[] = []
  stored.liveRow('todo:1').subscribe((todo) => seen.push(todo?.owner))
  await eventually(() => expect(seen).toEqual(['ann']))
  const failed = new Promise((resolve) => stored.addEventListener('error', resolve, { once: true }))
  isFailing = true
  await store.append('todo:1', todoAssigned('bob'))
  await failed
  isFailing = false
  await store.append('todo:2', todoDone)
  await eventually(() => expect(seen).toEqual(['ann', 'bob']))
})
