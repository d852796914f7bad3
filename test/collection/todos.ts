import { type CollectionParts, defineCollection, openMemoryEventStore, Projection, type Rows } from 'rewindable'

export type Todo = { title: string; owner?: string | null; done: boolean; due?: number; tags: string[] }
export type TodoEvent =
  | { readonly type: 'TodoAdded'; readonly data: Partial<Todo> & { readonly title: string } }
  | { readonly type: 'TodoDone' | 'TodoRemoved'; readonly data: Record<string, never> }
  | { readonly type: 'TodosTagged'; readonly data: { readonly keys: string[]; readonly tags: string[] } }
  | { readonly type: 'OwnerLeft'; readonly data: { readonly owner: string } }

export const added = (title: string, more: Partial<Todo> = {}): TodoEvent => ({
  type: 'TodoAdded',
  data: { title, ...more },
})
export const done: TodoEvent = { type: 'TodoDone', data: {} }
export const removed: TodoEvent = { type: 'TodoRemoved', data: {} }
export const tagged = (keys: string[], ...tags: string[]): TodoEvent => ({ type: 'TodosTagged', data: { keys, tags } })
export const ownerLeft = (owner: string): TodoEvent => ({ type: 'OwnerLeft', data: { owner } })

/** A collection of all kinds of handlers. */
export const todoParts: CollectionParts<Todo, TodoEvent> = {
  name: 'todos',
  key: { TodosTagged: ({ data }) => data.keys },
  create: { TodoAdded: ({ data }) => ({ done: false, tags: [], ...data }) },
  when: {
    TodoDone: (todo) => {
      todo.done = true
    },
    TodoRemoved: () => null,
    TodosTagged: (todo, { data }) => {
      todo.tags.push(...data.tags)
    },
  },
  whole: {
    OwnerLeft: (todos, { data }) => {
      for (const [key, todo] of todos.by('byOwner', data.owner)) {
        if (todo.done) todos.delete(key)
        else todo.owner = null
      }
    },
  },
  indexes: {
    byOwner: (todo) => todo.owner,
    byDue: (todo) => (todo.due === undefined ? undefined : [todo.done, todo.due]),
    byTag: { each: (todo) => todo.tags },
  },
}

/** Appends events, each to its stream, and returns the rows that a projection folds from them. */
export async function rowsAfter<Row>(
  parts: CollectionParts<Row, TodoEvent>,
  ...events: readonly (readonly [streamId: string, event: TodoEvent])[]
): Promise<Rows<Row>> {
  const { projection } = await projectionOf(parts, ...events)
  await projection.catchUp()
  return projection.state
}

export async function projectionOf<Row>(
  parts: CollectionParts<Row, TodoEvent>,
  ...events: readonly (readonly [streamId: string, event: TodoEvent])[]
) {
  const store = await openMemoryEventStore<TodoEvent>()
  for (const [streamId, event] of events) await store.append(streamId, event)
  return { store, projection: new Projection(store, defineCollection<Row, TodoEvent>(parts)) }
}
