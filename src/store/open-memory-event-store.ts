import type { JsonEvent, PlainEvent } from '../events/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { MemoryStorage } from '../storage/memory-storage.ts'
import { randomId } from '../values/random-id.ts'
import { logOver, type StoreOptions } from './create-event-store.ts'

/**
 * Opens a new, empty event store in memory. The store behaves like a store of {@link openEventStore}, but its events are lost when the page
 * closes.
 *
 * @throws {@link InvalidArgument} an option is invalid
 * @example
 * ```ts
 * const store = await openMemoryEventStore<BankEvent>({ now: fixedClock().now })
 * ```
 */
export async function openMemoryEventStore<E extends PlainEvent<E> = JsonEvent>(
  options: StoreOptions = {},
): Promise<EventStore<E>> {
  return logOver<E>(new MemoryStorage(randomId()), options)
}
