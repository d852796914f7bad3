import { defineProjection } from 'rewindable'
import { type Action, emptyList, type TodoList, update } from './update.ts'

/** The list as a projection of the log, using the update function of the application. */
export const todo = defineProjection<TodoList, Action>({
  name: 'todo',
  initialState: () => emptyList,
  when: {
    TaskAdded: update,
    TaskCompleted: update,
    TaskReopened: update,
    TaskRemoved: update,
    RemovalUndone: update,
    CompletedCleared: update,
  },
})
