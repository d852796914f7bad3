import { defineCollection } from 'rewindable'

/** The events of to-dos. The stream id is the key of the row. */
export type TodoEvent =
  | {
      readonly type: 'TodoAdded'
      readonly data: { readonly title: string; readonly owner: string; readonly tags?: string[] }
    }
  | { readonly type: 'TodoDone'; readonly data: object }
  | { readonly type: 'TodoAssigned'; readonly data: { readonly owner: string } }
  | { readonly type: 'TodoRemoved'; readonly data: object }
  | { readonly type: 'OwnerLeft'; readonly data: { readonly owner: string } }

/** A to-do. */
export type Todo = { title: string; owner: string | null; done: boolean; tags: string[] }

export const todoAdded = (title: string, owner: string, tags: string[] = []): TodoEvent => ({
  type: 'TodoAdded',
  data: { title, owner, tags },
})
export const todoDone: TodoEvent = { type: 'TodoDone', data: {} }
export const todoRemoved: TodoEvent = { type: 'TodoRemoved', data: {} }
export const todoAssigned = (owner: string): TodoEvent => ({ type: 'TodoAssigned', data: { owner } })
export const ownerLeft = (owner: string): TodoEvent => ({ type: 'OwnerLeft', data: { owner } })

/** The to-dos by stream id. */
export const todos = defineCollection<Todo, TodoEvent>({
  name: 'todos',
  create: {
    TodoAdded: ({ data: { title, owner, tags = [] } }) => ({ title, owner, done: false, tags }),
  },
  when: {
    TodoDone: (todo) => {
      todo.done = true
    },
    TodoAssigned: (todo, { data }) => {
      todo.owner = data.owner
    },
    TodoRemoved: () => null,
  },
  whole: {
    OwnerLeft: (todos, { data }) => {
      for (const [, todo] of todos.by('byOwner', data.owner)) todo.owner = null
    },
  },
  indexes: {
    byOwner: (todo) => todo.owner,
    byDone: (todo) => [todo.done, todo.title],
    byTag: { each: (todo) => todo.tags },
  },
})
