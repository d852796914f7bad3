import type { EventStore } from 'rewindable'
import { openCollection, type StoredCollection } from 'rewindable/collections'
import { onTestFinished } from 'vitest'
import { type Todo, type TodoEvent, todos } from '../../examples/todo-list.ts'
import { newName, type Open } from '../open-stores.ts'

type CollectionOptions = NonNullable<Parameters<typeof openCollection>[2]>

/** A tab with a collection. */
export type TodoTab = {
  readonly store: EventStore<TodoEvent>
  readonly stored: StoredCollection<Todo>
  readonly name: string
}

/** Opens a store with the collection of to-dos, and closes both after the test. Stores with the same name share one log. */
export async function openTodos(
  open: Open,
  {
    name = newName(),
    definition = todos,
    ...options
  }: CollectionOptions & { name?: string; definition?: typeof todos } = {},
): Promise<TodoTab> {
  const store = await open<TodoEvent>(name)
  const stored = await openCollection(store, definition, options)
  onTestFinished(() => stored.close())
  return { store, stored, name }
}
