import type { RewindableError } from '../events/errors.ts'

/**
 * The state of the connection to the storage:
 *
 * - `'open'`: usable. A released idle connection counts as open too
 * - `'opening'`: opening, for the first time or after a failure; appends and reads wait
 * - `'blocked'`: waiting until another tab closes its connection to an older version of the database
 * - `'broken'`: the database could not be opened; the next operation tries again
 * - `'lost'`: the log was deleted while the store was open; see {@link LogLost}
 * - `'closed'`: the application called `close`
 */
export type ConnectionState = 'open' | 'opening' | 'blocked' | 'broken' | 'lost' | 'closed'

/** The connection to the storage and its last error. */
export type ConnectionStatus = {
  readonly connection: ConnectionState
  /** The last error of the storage. The error stays after the storage works again. */
  readonly lastError?: RewindableError
}

/** The state of the storage that keeps a log. */
export type StorageStatus = ConnectionStatus & {
  /**
   * - `'persisted'`: the browser keeps the log until the user deletes it
   * - `'best effort'`: the browser may evict the log when disk space is low, and Safari after seven days of use without a visit
   * - `'not kept'`: the log is in memory and ends with the page
   * - `'unknown'`: the browser does not report this
   */
  readonly persistence: 'persisted' | 'best effort' | 'not kept' | 'unknown'
  /**
   * Whether this is a private window. The browser deletes its storage when the window is closed. Detection is not reliable in any browser.
   */
  readonly privateMode: 'likely' | 'unknown'
  /**
   * - `'first visit'`: this visit created the log, and there is no eviction marker of an earlier log
   * - `'known'`: the log existed before this visit
   * - `'evicted'`: this visit created the log, but an eviction marker shows an earlier log, which was evicted or cleared
   * - `'unknown'`: this visit created the log, and no eviction marker is possible: `localStorage` is missing (as in a worker), full or
   *   denied
   */
  readonly history: 'first visit' | 'known' | 'evicted' | 'unknown'
  /** Bytes that the whole site uses. Missing: the browser does not report this. */
  readonly usage?: number
  /** Bytes that the whole site may use. Some browsers round the number. Missing: the browser does not report this. */
  readonly quota?: number
}

/** Reports the state of a storage. */
export interface StorageHealth {
  /** Reads the current state. */
  status(): Promise<StorageStatus>
  /** Asks the browser to keep the data. @returns whether the browser agreed; false if the browser does not support this request */
  requestPersistence(): Promise<boolean>
  /** Calls a listener when the status of the connection changes. @returns a function that stops the calls */
  onChange(listener: ConnectionListener): () => void
}

/** Receives the new status of the connection. */
export type ConnectionListener = (status: ConnectionStatus) => void

/** An optional interface of a storage that reports its state. */
export type WithHealth = { readonly health: StorageHealth }
