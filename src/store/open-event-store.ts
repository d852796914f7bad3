import { type Check, callback, check, checkOptions, count, ordinal, text } from '../events/argument-checks.ts'
import type { JsonEvent, PlainEvent } from '../events/domain-event.ts'
import type { StoreBlocked } from '../events/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { Connection } from '../storage/indexeddb/connection.ts'
import { checkDatabaseGlobals, databaseFactory } from '../storage/indexeddb/database-globals.ts'
import { evictionMarker } from '../storage/indexeddb/eviction-marker.ts'
import { IndexedDBStorage } from '../storage/indexeddb/indexeddb-storage.ts'
import { deleteDatabase } from '../storage/indexeddb/open-database.ts'
import { rowLayout } from '../storage/indexeddb/row-layout.ts'
import { logLayout } from '../storage/indexeddb/schema.ts'
import { logOver, type StoreOptions, storeOptions } from './create-event-store.ts'

/** Options of {@link openEventStore}. */
export type OpenOptions = StoreOptions & {
  /** The factory for databases. Default: the global `indexedDB`. */
  readonly indexedDB?: IDBFactory
  /**
   * Deadline in milliseconds for opening the database, including each reopening. The deadline includes the wait for other tabs. Default
   * 15,000, because a busy disk can take several seconds.
   */
  readonly openTimeout?: number
  /**
   * Milliseconds without an answer after which the open database counts as broken; at least 1. The library then retries on a new
   * connection. No call takes longer than a small multiple of this deadline. The deadline can expire up to a quarter too early. Default
   * 30,000, because an import in another tab can take many seconds.
   */
  readonly responseTimeout?: number
  /** Called when another tab blocks opening. Ask the user to close that tab. */
  readonly onBlocked?: (error: StoreBlocked) => void
}

/**
 * Opens the event store of this name in the browser's IndexedDB, or creates an empty one. Every tab and worker of the same origin that
 * opens this name uses the same log.
 *
 * @param name any non-empty string
 * @throws {@link NewerSchema} a newer version of this library wrote the log
 * @throws {@link StoreBlocked} another tab keeps the database open, or the browser does not answer
 * @throws {@link StorageUnavailable} IndexedDB is missing, as in Node, or denied, as in sandboxed frames
 * @throws {@link StorageFailed} the browser could not open the database
 * @throws {@link InvalidArgument} the name is empty or an option is invalid
 * @example
 * ```ts
 * const store = await openEventStore<BankEvent>('my-bank')
 * await store.append('account:1', moneyDeposited(100), { expectedVersion: 'noStream' })
 * ```
 */
export async function openEventStore<E extends PlainEvent<E> = JsonEvent>(
  name: string,
  options: OpenOptions = {},
): Promise<EventStore<E>> {
  check('name', name, text)
  const given = checkOptions(options, { ...storeOptions, ...databaseOptions, onBlocked: callback })
  const { indexedDB, openTimeout, responseTimeout, onBlocked = () => {}, ...rest } = given
  const database = withDefaults({ indexedDB, openTimeout, responseTimeout })
  checkDatabaseGlobals()
  const connection = new Connection({ storeName: name, onBlocked, ...database })
  const log = logOver<E>(await IndexedDBStorage.open(connection, name), rest)
  connection.onInterrupted = () => log.poll()
  return log
}

/**
 * Deletes the event store of this name: its log, snapshots, checkpoints and stored collections. Open stores of this name, in any tab, reject with
 * {@link LogLost} from then on. If there is no such store, nothing happens. A worker cannot remove the eviction marker. After a deletion
 * by a worker, the next visit reports `'evicted'` ({@link StorageStatus}).
 *
 * @param name any non-empty string
 * @throws {@link StoreBlocked} a tab keeps the database open
 * @throws {@link StorageUnavailable} IndexedDB is missing or denied
 * @throws {@link StorageFailed} the browser could not delete the database
 * @throws {@link InvalidArgument} the name is empty or an option is invalid
 * @example
 * ```ts
 * await store.close()
 * await deleteEventStore('my-bank')
 * ```
 */
export async function deleteEventStore(name: string, options: DeleteOptions = {}): Promise<void> {
  check('name', name, text)
  const given = checkOptions(options, databaseOptions)
  const opening = { storeName: name, ...withDefaults(given) }
  // The log is deleted first. Open collections then detect the lost log, and do not recreate their rows.
  await deleteDatabase(logLayout, opening)
  await deleteDatabase(rowLayout, opening)
  evictionMarker.clear(name)
}

/** Options of {@link deleteEventStore}, as in {@link OpenOptions}. */
export type DeleteOptions = Pick<OpenOptions, 'indexedDB' | 'openTimeout' | 'responseTimeout'>

const aFactory: Check = ['an IDBFactory', (value) => typeof value === 'object' && value !== null && 'open' in value]
const databaseOptions = { indexedDB: aFactory, openTimeout: count, responseTimeout: ordinal }

type Given = { readonly [Option in keyof DeleteOptions]: DeleteOptions[Option] | undefined }

/** Adds the defaults. @throws {@link StorageUnavailable} IndexedDB is missing or denied */
function withDefaults({ indexedDB, openTimeout = 15_000, responseTimeout = 30_000 }: Given): Required<DeleteOptions> {
  return { indexedDB: databaseFactory(indexedDB), openTimeout, responseTimeout }
}
