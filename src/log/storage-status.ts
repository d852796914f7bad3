import type { RewindableError } from '../events/errors.ts'

/**
 * - `'open'`: as it should be, also while it is given back because nobody needs it
 * - `'opening'`: for the first time, or again after it broke; appends and reads wait
 * - `'blocked'`: another tab holds an old version of the database open and was asked to let go
 * - `'broken'`: it could not be opened; what is asked next tries again
 * - `'lost'`: the log was deleted while it was open; see {@link LogLost}
 * - `'closed'`: by `close`
 */
export type ConnectionState = 'open' | 'opening' | 'blocked' | 'broken' | 'lost' | 'closed'

/** How the connection to the storage is. */
export type ConnectionStatus = {
  readonly connection: ConnectionState
  /** What the storage failed with the last time it failed. */
  readonly lastError?: RewindableError
}

/** What is known of the place that keeps a log. */
export type StorageStatus = ConnectionStatus & {
  /**
   * - `'persisted'`: the browser keeps it until the person deletes it
   * - `'best effort'`: the browser may evict it when room is short, and Safari after seven days of use without a visit
   * - `'not kept'`: it is gone with the page
   * - `'unknown'`: the browser does not say
   */
  readonly persistence: 'persisted' | 'best effort' | 'not kept' | 'unknown'
  /** Whether this is a private window, whose storage is gone when it is closed. No browser can be sure to tell. */
  readonly privateMode: 'likely' | 'unknown'
  /**
   * - `'first visit'`: the log was begun by this visit, and nothing tells of one before it
   * - `'known'`: the log was there
   * - `'evicted'`: the log was begun by this visit although this browser held one before: it was evicted or cleared
   * - `'unknown'`: the log was begun by this visit, where nothing outside the database can be remembered: without
   *   `localStorage`, in a worker for instance, or where it is full or denied
   */
  readonly history: 'first visit' | 'known' | 'evicted' | 'unknown'
  /** Bytes that the whole site uses, as far as the browser tells. */
  readonly usage?: number
  /** Bytes that the whole site may use, as far as the browser tells. Some browsers give a round number instead. */
  readonly quota?: number
}

/** Reports how a storage is doing. */
export interface StorageHealth {
  status(): Promise<StorageStatus>
  /** @returns whether the browser keeps the data for good from now on; false where it cannot be asked or refuses */
  requestPersistence(): Promise<boolean>
  /** Calls back when the connection's status changes. @returns stops the calls */
  onChange(listener: ConnectionListener): () => void
}

export type ConnectionListener = (status: ConnectionStatus) => void

/** A capability of a storage: it reports how it is doing. */
export type WithHealth = { readonly health: StorageHealth }
