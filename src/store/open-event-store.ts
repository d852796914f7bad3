import { type Check, callback, check, checkOptions, count, ordinal, text } from '../events/argument-checks.ts'
import type { JsonEvent, PlainEvent } from '../events/domain-event.ts'
import type { StoreBlocked } from '../events/errors.ts'
import type { EventStore } from '../log/event-store.ts'
import { Connection } from '../storage/indexeddb/connection.ts'
import { checkDatabaseGlobals, databaseFactory } from '../storage/indexeddb/database-globals.ts'
import { evictionMarker } from '../storage/indexeddb/eviction-marker.ts'
import { IndexedDBStorage } from '../storage/indexeddb/indexeddb-storage.ts'
import { deleteDatabase } from '../storage/indexeddb/open-database.ts'
import { logOver, type StoreOptions, storeOptions } from './create-event-store.ts'

/** Options of {@link openEventStore}. */
export type OpenOptions = StoreOptions & {
  /** The factory to use. Default: the browser's. */
  readonly indexedDB?: IDBFactory
  /**
   * How long, in milliseconds, opening may take, now and when the connection broke: for another tab that holds an old version
   * of the database open, or for a browser that does not answer. Default 15,000: a busy disk may rightly take a while.
   */
  readonly openTimeout?: number
  /**
   * How long, in milliseconds, the open database may stay silent before it counts as broken; from 1. What it was asked is
   * then asked anew, and no call takes longer than a few times this. It is counted in quarters: up to one of them can be missing.
   * Default 30,000: a file that another tab imports may rightly take a while.
   */
  readonly responseTimeout?: number
  /** Called when another tab stands in the way of opening: the moment to ask the person to close it. */
  readonly onBlocked?: (error: StoreBlocked) => void
}

/**
 * Opens the event store of this name in the browser's IndexedDB, making an empty one when there is none. Every tab and
 * worker of the same origin that opens the name has the same log.
 *
 * @param name any non-empty string
 * @throws {@link NewerSchema} a newer version of this library wrote the log
 * @throws {@link StoreBlocked} another tab holds an old version open and does not let go, or the browser does not answer
 * @throws {@link StorageUnavailable} IndexedDB is missing here, as in Node, or denied, as in sandboxed frames
 * @throws {@link StorageFailed} the browser failed to open a database
 * @throws {@link InvalidArgument} the name is empty or an option is not what it should be
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
  connection.onInterrupted = () => log.look()
  return log
}

/**
 * Deletes the event store of this name: the log, its snapshots, everything. Stores that are open on it, in any tab, find
 * out and reject with {@link LogLost}. Deleting what is not there is fine. Deleted from a worker, which cannot take a note of it,
 * a log counts as evicted on the next visit ({@link StorageStatus}).
 *
 * @param name any non-empty string
 * @throws {@link StoreBlocked} a tab holds the database open and does not let go
 * @throws {@link StorageUnavailable} IndexedDB is missing here, or denied
 * @throws {@link StorageFailed} the browser failed to delete it
 * @example
 * ```ts
 * await store.close()
 * await deleteEventStore('my-bank')
 * ```
 */
export async function deleteEventStore(name: string, options: DeleteOptions = {}): Promise<void> {
  check('name', name, text)
  const given = checkOptions(options, databaseOptions)
  await deleteDatabase({ storeName: name, ...withDefaults(given) })
  evictionMarker.clear(name)
}

/** Options of {@link deleteEventStore}, as in {@link OpenOptions}. */
export type DeleteOptions = Pick<OpenOptions, 'indexedDB' | 'openTimeout' | 'responseTimeout'>

const aFactory: Check = ['an IDBFactory', (value) => typeof value === 'object' && value !== null && 'open' in value]
const databaseOptions = { indexedDB: aFactory, openTimeout: count, responseTimeout: ordinal }

type Given = { readonly [Option in keyof DeleteOptions]: DeleteOptions[Option] | undefined }

/** @throws {@link StorageUnavailable} */
function withDefaults({ indexedDB, openTimeout = 15_000, responseTimeout = 30_000 }: Given): Required<DeleteOptions> {
  return { indexedDB: databaseFactory(indexedDB), openTimeout, responseTimeout }
}
