import { type EventStore, openEventStore, type PlainEvent } from 'rewindable'
import { createEventStore, MemoryStorage } from 'rewindable/adapter'
import { onTestFinished } from 'vitest'
import type { StoreOptions } from './derived-types.ts'

/** Opens a store and closes it after the test. Stores with the same name share one log, as two tabs do. */
export type Open = <E extends PlainEvent<E>>(name: string, options?: StoreOptions) => Promise<EventStore<E>>

/** The memory storages of a test file, by store name. */
const memories = new Map<string, MemoryStorage>()

export const inIndexedDB: Open = async <E extends PlainEvent<E>>(name: string, options?: StoreOptions) =>
  untilTheEnd(await openEventStore<E>(name, options))

export const inMemory: Open = async <E extends PlainEvent<E>>(name: string, options?: StoreOptions) => {
  const memory = new MemoryStorage(name, memories.get(name))
  memories.set(name, memory)
  return untilTheEnd(createEventStore<E>(memory, options))
}

export const places = [
  { place: 'IndexedDB', open: inIndexedDB },
  { place: 'memory', open: inMemory },
]

/** Returns a store name that no other test uses. */
export function newName(): string {
  return `test-${crypto.randomUUID()}`
}

/** Closes the store after the test. */
export function untilTheEnd<Store extends EventStore>(store: Store): Store {
  onTestFinished(() => store.close())
  return store
}
