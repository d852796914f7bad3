import { scenario } from 'rewindable/testing'
import { describe, expect, test } from 'vitest'
import { describe as describeEvent } from '../../demo/debugger/describe.ts'
import { fixedTodo } from '../../demo/debugger/fixed-todo.ts'
import { taskId } from '../../demo/debugger/task-id.ts'
import { todo } from '../../demo/debugger/todo.ts'
import { type Action, emptyList, update } from '../../demo/debugger/update.ts'
import { playWeek, week } from '../../demo/debugger/week.ts'

const added = (id: string, title: string): Action => ({ type: 'TaskAdded', data: { id, title } })
const completed = (id: string): Action => ({ type: 'TaskCompleted', data: { id } })
const removed = (id: string): Action => ({ type: 'TaskRemoved', data: { id } })
const undone = (id: string): Action => ({ type: 'RemovalUndone', data: { id } })
const cleared: Action = { type: 'CompletedCleared', data: {} }
const milk = { title: 'Buy milk', done: false, place: 0 }
const bread = { title: 'Buy bread', done: false, place: 1 }
const shopping = [added('milk', 'Buy milk'), added('bread', 'Buy bread')]

describe.each([
  ['original', todo],
  ['fixed', fixedTodo],
])('the %s to-do list', (version, list) => {
  test(`the ${version} list keeps tasks in the order in which they were added`, () =>
    scenario(list, { given: shopping, then: { tasks: { milk, bread }, added: 2 } }))

  test(`the ${version} list completes and reopens a task`, () => {
    const milkDone = [...shopping, completed('milk')]
    scenario(list, { given: milkDone, then: { tasks: { milk: { ...milk, done: true }, bread }, added: 2 } })
    const reopened: Action = { type: 'TaskReopened', data: { id: 'milk' } }
    scenario(list, { given: [...milkDone, reopened], then: { tasks: { milk, bread }, added: 2 } })
  })

  test(`the ${version} list removes completed tasks and never reuses a place`, () =>
    scenario(list, {
      given: [...shopping, completed('milk'), cleared, added('eggs', 'Buy eggs')],
      then: { tasks: { bread, eggs: { title: 'Buy eggs', done: false, place: 2 } }, added: 3 },
    }))

  test(`the ${version} list is unchanged after a removal that is undone immediately`, () =>
    scenario(list, {
      given: [...shopping, removed('milk'), undone('milk')],
      then: { tasks: { milk, bread }, added: 2 },
    }))

  test(`the ${version} list ignores the completion of a removed task and a second undo`, () => {
    const gone = { tasks: { bread }, added: 2, removal: { id: 'milk', tasks: { milk, bread } } }
    scenario(list, { given: [...shopping, removed('milk'), completed('milk')], then: gone })
    const twice = [...shopping, removed('milk'), undone('milk'), undone('milk')]
    scenario(list, { given: twice, then: { tasks: { milk, bread }, added: 2 } })
  })
})

test('the fixed list keeps changes made after a removal when the removal is undone', () =>
  scenario(fixedTodo, {
    given: [...shopping, removed('milk'), completed('bread'), added('eggs', 'Buy eggs'), undone('milk')],
    then: {
      tasks: { milk, bread: { ...bread, done: true }, eggs: { title: 'Buy eggs', done: false, place: 2 } },
      added: 3,
    },
  }))

test('an action creates a new list and does not change the old one', () => {
  const frozen = Object.freeze({ ...emptyList, tasks: Object.freeze({ milk: Object.freeze(milk) }), added: 1 })
  for (const action of [...shopping, completed('milk'), removed('milk'), cleared]) update(frozen, action)
  expect(frozen).toEqual({ tasks: { milk }, added: 1 })
})

test('playWeek runs the actions of the week in order, one at a time', async () => {
  const played: Action[] = []
  let pauses = 0
  await playWeek(
    async (action) => {
      expect(pauses).toBe(played.push(action) - 1)
    },
    async () => {
      pauses += 1
    },
  )
  expect(played).toEqual(week)
  expect(week.length).toBe(39)
})

test.each([
  ['Water the plants', 'water-the-plants-1f3a'],
  ['  «Été» — 2 × crème brûlée!', 'été-2-crème-brûlée-1f3a'],
  ['one two three four five six seven', 'one-two-three-four-five-six-1f3a'],
  ['!?', '1f3a'],
])('the id of the task %j is readable', (title, id) => {
  expect(taskId(title, '1f3a')).toBe(id)
})

test('two tasks with the same title have different ids', () => {
  expect(taskId('Buy milk')).not.toBe(taskId('Buy milk'))
})

test('describeEvent describes every event of the week in words and unknown events by their type', () => {
  const recorded = { id: 'e', streamId: 'todo', streamVersion: 1, globalPosition: 1, recordedAt: 0, metadata: {} }
  const told = new Set(week.map((action) => describeEvent({ ...recorded, ...action })))
  expect(told).toContain('“Pay the rent” added')
  expect(told).toContain('Removal of call-grandma undone')
  expect([...told].filter((words) => /undefined|^[A-Z]\w+[a-z][A-Z]/.test(words))).toEqual([])
  expect(describeEvent({ ...recorded, type: 'MoneyDeposited', data: null })).toBe('MoneyDeposited')
  expect(describeEvent({ ...recorded, type: 'TaskAdded', data: null })).toBe('“” added')
})
