import { type EventStore, exportJsonl, type PlainEvent } from 'rewindable'

/** Exports the log of a store as text, up to and including position `until` if it is given. */
export function exportText<E extends PlainEvent<E>>(store: EventStore<E>, toPosition?: number): Promise<string> {
  return new Response(exportJsonl(store, toPosition === undefined ? {} : { toPosition })).text()
}
