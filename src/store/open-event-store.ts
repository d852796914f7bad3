import { anything, check, checkOptions, count, text } from '../log/argument-checks.ts'
import type { DomainEvent } from '../log/domain-event.ts'
import type { EventStore } from '../log/event-store.ts'
import { Connection, deleteDatabase } from '../storage/connection.ts'
import { IndexedDBStorage } from '../storage/indexeddb-storage.ts'
import { logOver, type StoreOptions, storeOptions } from './create-event-store.ts'

/** Options of {@link openEventStore}. */
export type OpenOptions = StoreOptions & {
  /** The factory to use. Default: the browser's. */
  readonly indexedDB?: IDBFactory
  /** How long, in milliseconds, to wait for another tab that holds an old version of the database open. Default 5,000. */
  readonly blockedAfter?: number
}

/**
 * Opens the event store of this name in the browser's IndexedDB, making an empty one when there is none. Every tab and
 * worker of the same origin that opens the name has the same log.
 *
 * @param name any non-empty string
 * @throws {@link NewerSchema} a newer version of this library wrote the log
 * @throws {@link StoreBlocked} another tab holds an old version open and does not let go
 * @throws {@link StorageFailed} the browser refused to open a database, as some do in private windows
 * @throws {@link InvalidArgument} the name is empty or an option is not what it should be
 * @example
 * ```ts
 * const store = await openEventStore<BankEvent>('my-bank')
 * await store.append('account:1', moneyDeposited(100), { expectedVersion: 'noStream' })
 * ```
 */
export async function openEventStore<E extends DomainEvent = DomainEvent>(
  name: string,
  options: OpenOptions = {},
): Promise<EventStore<E>> {
  check('name', name, text)
  checkOptions(options, { ...storeOptions, ...databaseOptions })
  const { indexedDB = globalThis.indexedDB, blockedAfter = defaultBlockedAfter, ...rest } = options
  const connection = new Connection(name, { indexedDB, blockedAfter })
  const log = logOver<E>(await IndexedDBStorage.open(connection), rest)
  connection.onInterrupted = () => log.look()
  return log
}

/**
 * Deletes the event store of this name: the log, its snapshots, everything. Stores that are open on it, in any tab, find
 * out and reject with {@link LogLost}. Deleting what is not there is fine.
 *
 * @param name any non-empty string
 * @throws {@link StoreBlocked} a tab holds the database open and does not let go
 * @throws {@link StorageFailed} the browser refused
 * @example
 * ```ts
 * await store.close()
 * await deleteEventStore('my-bank')
 * ```
 */
export async function deleteEventStore(name: string, options: DeleteOptions = {}): Promise<void> {
  check('name', name, text)
  checkOptions(options, databaseOptions)
  const { indexedDB = globalThis.indexedDB, blockedAfter = defaultBlockedAfter } = options
  await deleteDatabase(indexedDB, name, blockedAfter)
}

/** Options of {@link deleteEventStore}, as in {@link OpenOptions}. */
export type DeleteOptions = Pick<OpenOptions, 'indexedDB' | 'blockedAfter'>

const databaseOptions = { indexedDB: anything, blockedAfter: count }
const defaultBlockedAfter = 5_000
