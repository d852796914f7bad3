import type { DomainEvent, EventStore, RecordedEvent } from 'rewindable'
import { storeWith } from '../model/store-with.ts'

/** A store, with a count of the events that were read of its log since the last time one asked. */
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
