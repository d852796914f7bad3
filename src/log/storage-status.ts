import type { RewindableError } from '../events/errors.ts'

/**
 * The state of the connection to the storage:
 *
 * - `'open'`: usable. An idle connection that was released also counts as open
 * - `'opening'`: being opened, for the first time or after it broke; appends and reads wait
 * - `'blocked'`: waiting until another tab closes its connection to an older version of the database
 * - `'broken'`: it could not be opened; the next operation tries again
 * - `'lost'`: the log was deleted while it was open; see {@link LogLost}
 * - `'closed'`: the application called `close`
 */
export type ConnectionState = 'open' | 'opening' | 'blocked' | 'broken' | 'lost' | 'closed'

/** The connection to the storage and its last error. */
export type ConnectionStatus = {
  readonly connection: ConnectionState
  /** The last error of the storage. It stays after the storage works again. */
  readonly lastError?: RewindableError
}

/** The state of the storage that keeps a log. */
export type StorageStatus = ConnectionStatus & {
  /**
   * - `'persisted'`: the browser keeps the log until the user deletes it
   * - `'best effort'`: the browser may evict the log when disk space is low, and Safari after seven days of use without a visit
   * - `'not kept'`: the log is in memory and ends with the page
   * - `'unknown'`: the browser does not tell
   */
  readonly persistence: 'persisted' | 'best effort' | 'not kept' | 'unknown'
  /** Whether this is a private window, whose storage is deleted when it is closed. No browser detects this reliably. */
  readonly privateMode: 'likely' | 'unknown'
  /**
   * - `'first visit'`: this visit created the log, and there is no eviction marker of an earlier log
   * - `'known'`: the log existed before this visit
   * - `'evicted'`: this visit created the log, but an eviction marker shows an earlier one, which was evicted or cleared
   * - `'unknown'`: this visit created the log, and `localStorage` is missing (as in a worker), full or denied, so that there can be
   *   no eviction marker
   */
  readonly history: 'first visit' | 'known' | 'evicted' | 'unknown'
  /** Bytes that the whole site uses. Missing: the browser does not tell. */
  readonly usage?: number
  /** Bytes that the whole site may use. Some browsers round the number. Missing: the browser does not tell. */
  readonly quota?: number
}

/** Reports the state of a storage. */
export interface StorageHealth {
  /** Reads the current state. */
  status(): Promise<StorageStatus>
  /** Asks the browser to keep the data. @returns whether it agreed; false where the browser has no such request */
  requestPersistence(): Promise<boolean>
  /** Calls a listener when the status of the connection changes. @returns a function that stops the calls */
  onChange(listener: ConnectionListener): () => void
}

/** Receives the new status of the connection. */
export type ConnectionListener = (status: ConnectionStatus) => void

/** An optional interface of a storage that reports its state. */
export type WithHealth = { readonly health: StorageHealth }
