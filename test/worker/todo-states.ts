import { defineCollection, defineProjection, openMemoryEventStore } from 'rewindable'
import { added, type Todo, type TodoEvent, todoParts } from '../collection/todos.ts'
import { untilTheEnd } from '../open-stores.ts'

export const todos = defineCollection<Todo, TodoEvent>(todoParts)

export type State = {
  byId: { [id: string]: Todo }
  settings: { sorted: boolean[] }
  list: Todo[]
  map: Map<string, Todo>
}

/** Holds each todo three times, each time as an object of its own. */
export const plain = defineProjection<State, TodoEvent>({
  name: 'plain',
  initialState: () => ({ byId: {}, settings: { sorted: [true] }, list: [], map: new Map() }),
  when: {
    TodoAdded: ({ byId, list, map }, { streamId, data }) => {
      byId[streamId] = { done: false, tags: [], ...data }
      list.push({ done: false, tags: [], ...data })
      map.set(streamId, { done: false, tags: [], ...data })
    },
    TodoDone: ({ byId, list, map }, { streamId }) => {
      for (const todo of [byId[streamId], map.get(streamId), list.find(({ title }) => title === streamId)])
        if (todo) todo.done = true
    },
    TodoRemoved: (state, { streamId }) => {
      delete state.byId[streamId]
      state.map.delete(streamId)
      state.list = state.list.filter(({ title }) => title !== streamId)
    },
    TodosTagged: (_, { data }) => ({ byId: {}, settings: { sorted: [] }, list: [], map: new Map(), ...data }),
  },
})

export const idOf = (index: number) => `todo:${index}`

export async function storeOf(count: number) {
  const store = untilTheEnd(await openMemoryEventStore<TodoEvent>({ pollInterval: 0 }))
  const batch = Array.from({ length: count }, (_, index) => ({
    streamId: idOf(index),
    events: [added(idOf(index), { owner: 'ann', due: index })],
  }))
  if (count > 0) await store.appendBatch(batch)
  return store
}
