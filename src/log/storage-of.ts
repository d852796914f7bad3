import type { CompleteStorage } from './replaceable-storage.ts'

const storages = new WeakMap<object, CompleteStorage>()

/** Remembers the storage behind an event store. */
export function setStorageOf(store: object, storage: CompleteStorage): void {
  storages.set(store, storage)
}

/** Returns the storage behind an event store; `undefined` for an object that wraps a store. */
export function storageOf(store: object): CompleteStorage | undefined {
  return storages.get(store)
}
