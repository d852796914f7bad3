import { LogLost, StoreBlocked, StoreClosed } from '../../events/errors.ts'
import { onPageEvent } from '../../platform/page-events.ts'
import type { ConnectionOptions } from './connection.ts'
import { isBroken, isTimeout, toLibraryError } from './database-error.ts'
import { type DatabaseLayout, openDatabase } from './open-database.ts'
import { trackTransactions } from './open-transactions.ts'
import { ResponseDeadlines } from './response-deadlines.ts'

type Opened = { readonly database: IDBDatabase; readonly abortAll: () => void }

/**
 * Holds the single connection to a database of derived data. The class opens the database at the first use, and again after the connection
 * broke. Unlike the database of a log, a deleted database can be created again, because the log has everything.
 */
export class DerivedConnection {
  readonly #layout: DatabaseLayout
  readonly #options: ConnectionOptions
  readonly #deadlines: ResponseDeadlines
  readonly #closed = new AbortController()
  #connection: Promise<Opened> | undefined

  constructor(layout: DatabaseLayout, options: ConnectionOptions) {
    this.#layout = layout
    this.#options = options
    this.#deadlines = new ResponseDeadlines(options.responseTimeout)
    const { signal } = this.#closed
    const giveUp = (): void => this.#giveUp()
    // A frozen page, or a page in the back-forward cache, handles no events, so its connection would block other tabs.
    onPageEvent('window', 'pagehide', ({ persisted }) => persisted && giveUp(), signal)
    onPageEvent('document', 'freeze', giveUp, signal)
  }

  /**
   * Runs idempotent work. If the connection is broken or does not answer in time, this method repeats the work on a new connection.
   *
   * @param ifMissing whether to create a missing database; default: the work is not run
   * @returns `undefined`: there is no database
   * @throws {@link StoreClosed}, {@link QuotaExceeded}, {@link StorageFailed} and the other errors of opening a database
   */
  async use<Result>(
    work: (database: IDBDatabase) => Promise<Result>,
    ifMissing?: 'create',
  ): Promise<Result | undefined> {
    for (let isRetry = false; ; isRetry = true) {
      if (this.#closed.signal.aborted) throw new StoreClosed()
      const connection = this.#connection ?? this.#begin(ifMissing === 'create')
      try {
        const { database } = await connection
        return await this.#deadlines.inTime(work(database))
      } catch (error) {
        // The database was deleted, or the browser deleted damaged files, which it reports one time.
        if (error instanceof LogLost) {
          if (ifMissing !== 'create' || isRetry) return undefined
          continue
        }
        if (!isBroken(error)) throw toLibraryError(error)
        this.#discard(connection, isTimeout(error))
        if (isRetry && !this.#closed.signal.aborted) throw toLibraryError(error)
      }
    }
  }

  /** Closes the connection. Later uses reject with {@link StoreClosed}. */
  close(): void {
    this.#closed.abort()
    this.#giveUp()
  }

  #begin(mayCreate: boolean): Promise<Opened> {
    const forget = (): void => {
      if (this.#connection === connection) this.#connection = undefined
    }
    const connection = this.#connect(forget, mayCreate)
    // A failed opening is not kept: the next use opens the database again.
    connection.catch(forget)
    this.#connection = connection
    return connection
  }

  async #connect(forget: () => void, mayCreate: boolean): Promise<Opened> {
    const { storeName, onBlocked } = this.#options
    const opening = { ...this.#options, onBlocked: () => onBlocked(new StoreBlocked({ storeName })) }
    const { database } = await openDatabase(this.#layout, opening, !mayCreate)
    const opened = { database, abortAll: trackTransactions(database) }
    database.addEventListener('close', () => {
      // WebKit never answers the requests in flight on a lost connection. Repeated requests are harmless.
      this.#deadlines.expireAll()
      forget()
    })
    // Another tab deletes the database, and waits until this connection is closed.
    database.addEventListener('versionchange', () => {
      database.close()
      forget()
    })
    return opened
  }

  #giveUp(): void {
    if (this.#connection) this.#discard(this.#connection, false)
  }

  /** Closes a connection, and forgets it unless a newer one has replaced it. */
  #discard(connection: Promise<Opened>, hasTimedOut: boolean): void {
    if (this.#connection === connection) this.#connection = undefined
    connection.then(
      ({ database, abortAll }) => {
        if (hasTimedOut) abortAll()
        database.close()
      },
      () => {},
    )
  }
}
