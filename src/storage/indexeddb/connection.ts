import { LogLost, NewerSchema, type RewindableError, StoreBlocked, StoreClosed } from '../../events/errors.ts'
import { onChange } from '../../log/call-on-change.ts'
import type { ConnectionState, ConnectionStatus } from '../../log/storage-status.ts'
import { orAborted } from '../../log/while-open.ts'
import { onPageEvent } from '../../platform/page-events.ts'
import { isBroken, isTimeout, toLibraryError } from './database-error.ts'
import type { Opening, Upgrade } from './open-database.ts'
import { openLog } from './open-log.ts'
import { reading } from './reading.ts'
import { ResponseDeadlines } from './response-deadlines.ts'
import { type LogDatabase, type LogIdentity, logFormat, versionAfterReplacement } from './schema.ts'

/** The options for opening the database, and the callback for a blocked database. */
export type ConnectionOptions = Omit<Opening, 'onBlocked'> & { readonly onBlocked: (error: StoreBlocked) => void }

// An object wraps the database, because each `await` of idb's proxy would read the property `then` of the proxy.
type Opened = { readonly database: LogDatabase; readonly abortAll: () => void }

/**
 * Holds the single connection of a storage to its database. The class closes the connection when another tab deletes or upgrades the
 * database, or when the page is frozen. The class opens a new connection after the old one broke. The class checks the id of the log, so
 * that an empty log never silently replaces a deleted one.
 */
export class Connection {
  /** The options for opening the database. */
  readonly options: ConnectionOptions
  /** Deadlines for requests to the open database. */
  readonly deadlines: ResponseDeadlines
  readonly #changes = new EventTarget()
  readonly #closed = new AbortController()
  #connection: Promise<Opened> | undefined
  #logId: string | undefined
  #historyId = ''
  #isNewLog = false
  #ended: RewindableError | undefined
  #status: ConnectionStatus = { connection: 'opening' }
  /** Called when the connection was lost or closed. The tab may then have missed notifications of other tabs. */
  onInterrupted: () => void = () => {}

  constructor(options: ConnectionOptions) {
    this.options = options
    this.deadlines = new ResponseDeadlines(options.responseTimeout)
    const { signal } = this.#closed
    // A frozen page, or a page in the back-forward cache, handles no events, so its connection would block other tabs.
    onPageEvent('window', 'pagehide', ({ persisted }) => persisted && this.#closeWhileFrozen(), signal)
    onPageEvent('document', 'freeze', this.#closeWhileFrozen, signal)
  }

  /** Aborted when the connection is closed for good. */
  get closed(): AbortSignal {
    return this.#closed.signal
  }

  get status(): ConnectionStatus {
    return this.#status
  }

  /** Opens the database if it is not open. @returns the id of its log, and whether this connection created the log */
  async identity(): Promise<{ logId: string; isNewLog: boolean }> {
    if (this.#logId === undefined) await this.begin(async () => {})
    return { logId: this.#logId ?? '', isNewLog: this.#isNewLog }
  }

  /** The history of the log, as of the last time that the database was opened. */
  get historyId(): string {
    return this.#historyId
  }

  /**
   * Runs idempotent work. If the connection is broken or does not answer in time, this method repeats the work on a new connection.
   *
   * @throws {@link LogLost}, {@link StoreClosed}, {@link StorageFailed} and the other errors of opening a database
   */
  use<Result>(work: (database: LogDatabase) => Promise<Result>): Promise<Result> {
    return this.begin((database) => this.deadlines.inTime(work(database)))
  }

  /**
   * Runs work that must not be stored twice, and that sets its own deadline.
   *
   * @param work must not throw after anything may have been stored
   */
  async begin<Result>(work: (database: LogDatabase) => Promise<Result>): Promise<Result> {
    for (let isRetry = false; ; isRetry = true) {
      const connected = this.#connected()
      try {
        return await work((await connected).database)
      } catch (error) {
        if (!isBroken(error)) throw this.failed(error)
        this.#discard(connected, isTimeout(error))
        // The connection was closed, or its log was deleted.
        if (this.#ended) throw this.#ended
        if (isRetry) throw this.failed(error)
      }
    }
  }

  /**
   * Changes the log while no other connection to it is open, in any tab. Other calls of this connection wait for the end of the change.
   * The signal ends the wait for the other connections.
   */
  async upgrade(run: Upgrade['run'], signal?: AbortSignal): Promise<void> {
    const { database } = await orAborted(this.#connected(), signal)
    if (this.#ended) throw this.#ended
    this.giveUp()
    const upgrade = { version: versionAfterReplacement(database.version), run, signal }
    return new Promise((resolve, reject) => {
      const connected = this.#begin((forget) => {
        const upgraded = this.#connect(forget, upgrade)
        upgraded.then(() => resolve(), reject)
        // Another request to open would wait for the blocked one.
        return upgraded.catch((error: unknown) =>
          error instanceof StoreBlocked ? Promise.reject(error) : this.#connect(forget),
        )
      })
      // Each pending call reports the failure.
      connected.catch(() => {})
    })
  }

  /** Closes a broken connection: the next call opens a new one. */
  giveUp(): void {
    if (this.#connection) this.#discard(this.#connection)
  }

  /** Reports a failure to listeners. @returns the failure as an error of this library */
  failed(error: unknown): RewindableError {
    const lastError = toLibraryError(error)
    if (!(lastError instanceof StoreClosed) && lastError !== this.#status.lastError) {
      this.#setStatus(this.#status.connection, lastError)
    }
    return lastError
  }

  /** Notifies listeners of another change of the storage. */
  notify(): void {
    this.#changes.dispatchEvent(new Event('change'))
  }

  /** Calls a listener when the status changes. @returns a function that stops the calls */
  onChange(listener: (status: ConnectionStatus) => void): () => void {
    return onChange(this.#changes, () => listener(this.#status))
  }

  async close(): Promise<void> {
    this.#ended = new StoreClosed()
    this.#closed.abort()
    // The call is not awaited, because an opening connection may wait for another tab.
    this.giveUp()
    this.#setStatus('closed')
  }

  #connected(): Promise<Opened> {
    if (this.#ended) return Promise.reject(this.#ended)
    return this.#connection ?? this.#begin((forget) => this.#connect(forget))
  }

  #begin(connect: (forget: (isCut: boolean) => void) => Promise<Opened>): Promise<Opened> {
    const forget = (isCut: boolean): void => {
      // WebKit never answers the requests in flight on a lost connection. Requests on a newer connection continue.
      const isReplaced = this.#connection !== undefined && this.#connection !== connection
      if (isCut && !isReplaced) this.deadlines.expireAll()
      if (this.#connection === connection) this.#connection = undefined
      this.onInterrupted()
      // Reopens the database although no call needs it, so that status listeners are notified of a lost log.
      this.#connected().catch(() => {})
    }
    const connection = connect(forget).catch((error: unknown) => {
      if (this.#connection === connection) this.#connection = undefined
      const failure = toLibraryError(error)
      if (failure instanceof LogLost) this.#ended ??= failure
      this.#setStatus(stateAfter(failure), failure)
      // Throws the browser's error, because its name decides about a retry.
      throw error
    })
    this.#connection = connection
    return connection
  }

  /** Closes a connection, and forgets it unless a newer one has replaced it. */
  #discard(connected: Promise<Opened>, hasTimedOut = false): void {
    if (this.#connection === connected) this.#connection = undefined
    connected.then(
      ({ database, abortAll }) => {
        if (hasTimedOut) abortAll()
        database.close()
      },
      () => {},
    )
  }

  // Followers are not notified here: they poll when the page is resumed.
  readonly #closeWhileFrozen = (): void => this.giveUp()

  async #connect(forget: (isCut: boolean) => void, upgrade?: Upgrade): Promise<Opened> {
    const { storeName, onBlocked } = this.options
    this.#setStatus('opening')
    const reportBlocked = (): void => {
      const error = new StoreBlocked({ storeName })
      this.#setStatus('blocked', error)
      onBlocked(error)
    }
    const opening = { ...this.options, onBlocked: reportBlocked }
    const { database, abortAll, isNew } = await openLog(opening, this.#logId !== undefined, upgrade)
    database.addEventListener('close', () => forget(true))
    // Another tab deletes or upgrades the database, and waits until this connection is closed.
    database.addEventListener('versionchange', () => {
      database.close()
      forget(false)
    })
    try {
      const { logId, replacedBy = logId } = await this.#readIdentity(database)
      this.#logId = logId
      // The id is set before the first read, because pending readers detect a replaced log by this id.
      this.#historyId = replacedBy
    } catch (error) {
      database.close()
      throw error
    }
    this.#isNewLog ||= isNew
    this.#setStatus('open')
    return { database, abortAll }
  }

  async #readIdentity(database: LogDatabase): Promise<LogIdentity> {
    const { storeName } = this.options
    const identity = await this.deadlines.inTime(reading(database, 'meta').get('log'))
    if (!identity || !('logId' in identity)) throw new LogLost({ storeName })
    if (identity.format > logFormat) throw new NewerSchema({ storeName })
    if (identity.logId !== (this.#logId ?? identity.logId)) throw new LogLost({ storeName })
    return identity
  }

  #setStatus(connection: ConnectionState, lastError = this.#status.lastError): void {
    const before = this.#status
    if (before.connection === 'closed' || (before.connection === connection && before.lastError === lastError)) return
    this.#status = lastError === undefined ? { connection } : { connection, lastError }
    this.#changes.dispatchEvent(new Event('change'))
  }
}

function stateAfter(failure: RewindableError): ConnectionState {
  if (failure instanceof LogLost) return 'lost'
  return failure instanceof StoreBlocked ? 'blocked' : 'broken'
}
