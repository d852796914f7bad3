export type Task = {
  readonly title: string
  readonly done: boolean
  /** The number of tasks that were added before this one. The list is sorted by this number. */
  readonly place: number
}

export type TodoList = {
  /** By id. */
  readonly tasks: Readonly<Record<string, Task>>
  /** The number of tasks that were ever added. */
  readonly added: number
  /** The data for Undo: the removed task, and the tasks before its removal. */
  readonly removal?: { readonly id: string; readonly tasks: Readonly<Record<string, Task>> }
}

export type Action =
  | { type: 'TaskAdded'; data: { id: string; title: string } }
  | { type: 'TaskCompleted'; data: { id: string } }
  | { type: 'TaskReopened'; data: { id: string } }
  | { type: 'TaskRemoved'; data: { id: string } }
  | { type: 'RemovalUndone'; data: { id: string } }
  | { type: 'CompletedCleared'; data: Record<string, never> }

export const emptyList: TodoList = { tasks: {}, added: 0 }

/** Returns the list after an action. All changes of the list happen here. */
export function update(list: TodoList, action: Action): TodoList {
  const { removal, ...rest } = list
  const { tasks, added } = list
  switch (action.type) {
    case 'TaskAdded': {
      const { id, title } = action.data
      return { ...list, tasks: { ...tasks, [id]: { title, done: false, place: added } }, added: added + 1 }
    }
    case 'TaskCompleted':
      return withTask(list, action.data.id, { done: true })
    case 'TaskReopened':
      return withTask(list, action.data.id, { done: false })
    case 'TaskRemoved': {
      const { id } = action.data
      return { ...list, tasks: keep(tasks, (other) => other !== id), removal: { id, tasks } }
    }
    case 'RemovalUndone':
      // THE PLANTED BUG: Undo restores the whole list from before the removal, not only the removed task. Tasks that were ticked
      // or added since then are lost. docs/debug-any-app.md shows how to find the bug. fixed-todo.ts fixes the bug.
      return removal ? { ...rest, tasks: removal.tasks } : list
    case 'CompletedCleared':
      return { ...rest, tasks: keep(tasks, (_, { done }) => !done) }
  }
}

/** Ignores a task that another tab has removed. */
function withTask(list: TodoList, id: string, change: Partial<Task>): TodoList {
  const task = Object.hasOwn(list.tasks, id) ? list.tasks[id] : undefined
  return task ? { ...list, tasks: { ...list.tasks, [id]: { ...task, ...change } } } : list
}

function keep(tasks: TodoList['tasks'], isKept: (id: string, task: Task) => boolean): TodoList['tasks'] {
  return Object.fromEntries(Object.entries(tasks).filter(([id, task]) => isKept(id, task)))
}
