import { type Check, callback, checkOptions, count } from '../events/argument-checks.ts'
import type { DomainEvent, JsonEvent, PlainEvent } from '../events/domain-event.ts'
import { newEventId } from '../events/event-id.ts'
import { EventLog } from '../log/event-log.ts'
import type { EventStore } from '../log/event-store.ts'
import type { LogStorage } from '../log/log-storage.ts'
import type { CompleteStorage } from '../log/replaceable-storage.ts'
import { completed } from './completed-storage.ts'

/** Options of every event store. */
export type StoreOptions = {
  /** The clock: milliseconds since the Unix epoch. Default `Date.now`. */
  readonly now?: () => number
  /** Returns the id of a new event. Default: UUIDs of version 7. */
  readonly newId?: () => string
  /**
   * Interval in milliseconds at which followers read the log without a notification, because a message between tabs can be lost. 0: never.
   * Default 5,000.
   */
  readonly pollInterval?: number
}

/** The checks of {@link StoreOptions}. */
export const storeOptions: Readonly<Record<keyof StoreOptions, Check>> = {
  now: callback,
  newId: callback,
  pollInterval: count,
}

/**
 * Creates an event store over a storage adapter. Run `storageContract` of `rewindable/testing` to test an adapter.
 *
 * @throws {@link InvalidArgument} an option is invalid
 * @example
 * ```ts
 * const store = createEventStore<BankEvent>(new MemoryStorage('a log in memory'))
 * ```
 */
export function createEventStore<E extends PlainEvent<E> = JsonEvent>(
  storage: LogStorage,
  options: StoreOptions = {},
): EventStore<E> {
  return logOver<E>(completed(storage), options)
}

/** Creates a store over a storage with all interfaces. */
export function logOver<E extends DomainEvent>(storage: CompleteStorage, options: StoreOptions): EventLog<E> {
  return new EventLog<E>(storage, completeOptions(options))
}

/** Checks the options and adds the defaults. @throws {@link InvalidArgument} an option is invalid */
export function completeOptions(options: StoreOptions): Required<StoreOptions> {
  const { now = () => Date.now(), newId = newEventId, pollInterval = 5_000 } = checkOptions(options, storeOptions)
  return { now, newId, pollInterval }
}
