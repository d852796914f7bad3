import type { DomainEvent } from '../events/domain-event.ts'
import { InvalidArgument } from '../events/errors.ts'
import type { Closing } from './closing.ts'
import type { AppendBatchOptions, AppendResult, StreamAppend } from './event-store.ts'
import type { FollowedLog, FollowedParts } from './followed-log.ts'
import type { CompleteStorage } from './replaceable-storage.ts'

/** The private parts of an event store, for functions of this library that take a store. */
export type StoreInternals = {
  /** @throws {@link StoreClosed} */
  readonly openStorage: () => CompleteStorage
  readonly closing: Closing
  /** The log, as the followers of this tab read it. */
  readonly followedLog: FollowedLog
  /** Notifies followers of events that the append queue did not write. `Infinity`: the log was replaced. */
  readonly notify: (lastPosition: number) => void
  /**
   * Appends like {@link EventStore.appendBatch}. Rejects with {@link ConcurrencyConflict} if `isCurrent` returns false at the commit. The
   * storage has its final connection at this moment, so `isCurrent` detects a replaced log and an interrupted connection.
   */
  readonly appendIf: <E extends DomainEvent>(
    isCurrent: () => boolean,
    appends: readonly StreamAppend<E>[],
    options: AppendBatchOptions,
  ) => Promise<AppendResult<E>[]>
}

const internals = new WeakMap<object, StoreInternals>()

/** Stores the private parts of a store, for {@link internalsOf}. */
export function setInternalsOf(store: object, parts: StoreInternals): void {
  internals.set(store, parts)
}

/** Returns the private parts of a store. @throws {@link InvalidArgument} the object wraps a store, or is not a store */
export function internalsOf(store: object): StoreInternals {
  const found = internals.get(store)
  if (found) return found
  throw new InvalidArgument({ argument: 'store', expected: 'an event store that this library opened', actual: store })
}

/** Returns the private parts of a store; `undefined` for an object that wraps a store. */
export function internalsIfAny(store: object): StoreInternals | undefined {
  return internals.get(store)
}

/** Returns the storage behind an event store; `undefined` for an object that wraps a store. */
export function storageOf(store: object): CompleteStorage | undefined {
  return internals.get(store)?.openStorage()
}

/**
 * Returns the parts of a store that its followers read from; `undefined` for an object that wraps a store.
 *
 * @throws {@link StoreClosed}
 */
export function followedPartsOf(store: object): FollowedParts | undefined {
  const found = internals.get(store)
  return found && { storage: found.openStorage(), log: found.followedLog, closing: found.closing }
}
