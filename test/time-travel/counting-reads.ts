import type { DomainEvent, EventStore, RecordedEvent } from 'rewindable'
import { storeWith } from '../model/store-with.ts'

/** Wraps a store. `eventsRead` returns the number of events read since its last call. */
export function countingReads<E extends DomainEvent>(
  store: EventStore<E>,
): { store: EventStore<E>; eventsRead: () => number } {
  let count = 0
  async function* readBatches(
    ...[options]: Parameters<EventStore<E>['readBatches']>
  ): AsyncGenerator<readonly RecordedEvent<E>[], void, undefined> {
    for await (const page of store.readBatches(options)) {
      count += page.length
      yield page
    }
  }
  async function* readAll(
    ...[options]: Parameters<EventStore<E>['readAll']>
  ): AsyncGenerator<RecordedEvent<E>, void, undefined> {
    for await (const page of readBatches(options)) yield* page
  }
  const eventsRead = (): number => {
    const read = count
    count = 0
    return read
  }
  return { store: storeWith(store, { readBatches, readAll }), eventsRead }
}
