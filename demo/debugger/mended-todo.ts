import { defineProjection } from 'rewindable'
import { todo } from './todo.ts'
import type { Action, TodoList } from './update.ts'

/** The same with the mend: Undo puts back the task that was removed, and leaves the others as they are by now. */
export const mendedTodo = defineProjection<TodoList, Action>({
  ...todo,
  // What the bug had made of the log may be stored as a snapshot, which no longer fits.
  version: 2,
  when: {
    ...todo.when,
    RemovalUndone({ removal, ...rest }) {
      const task = removal?.tasks[removal.id]
      return removal && task ? { ...rest, tasks: { ...rest.tasks, [removal.id]: task } } : rest
    },
  },
})
