import { StoreClosed } from '../log/errors.ts'
import type { EventStore } from '../log/event-store.ts'

/** @returns the error that a closed store throws; none: it is open */
export function whyClosed(store: Pick<EventStore, 'readAll'>): StoreClosed | undefined {
  try {
    // Nothing is read until it is iterated.
    store.readAll()
  } catch (error) {
    if (error instanceof StoreClosed) return error
  }
  return undefined
}
