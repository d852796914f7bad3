import { defineProjection } from 'rewindable'
import { todo } from './todo.ts'
import type { Action, TodoList } from './update.ts'

/** The projection with the fix: Undo restores only the removed task. */
export const fixedTodo = defineProjection<TodoList, Action>({
  ...todo,
  // Snapshots of version 1 may contain states that the bug produced.
  version: 2,
  when: {
    ...todo.when,
    RemovalUndone({ removal, ...rest }) {
      const task = removal?.tasks[removal.id]
      return removal && task ? { ...rest, tasks: { ...rest.tasks, [removal.id]: task } } : rest
    },
  },
})
