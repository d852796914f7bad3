import { createEventStore, type EventStore, openEventStore, type PlainEvent, type StoreOptions } from 'rewindable'
import { MemoryStorage } from 'rewindable/testing'
import { onTestFinished } from 'vitest'

/** Opens the store of a name until the test is over. Two that are open under one name show the same log, as two tabs do. */
export type Open = <E extends PlainEvent<E>>(name: string, options?: StoreOptions) => Promise<EventStore<E>>

/** The same memory under the same name, for as long as a test file runs. */
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

/** A name that no other test uses. */
export function newName(): string {
  return `test-${crypto.randomUUID()}`
}

/** Closes the store when the test is over. */
export function untilTheEnd<Store extends EventStore>(store: Store): Store {
  onTestFinished(() => store.close())
  return store
}
