import { unwrap } from 'idb'
import { LogLost, NewerSchema, type RewindableError, StoreBlocked, StoreClosed } from '../log/errors.ts'
import { orAborted } from '../log/or-aborted.ts'
import { onPageEvent } from '../log/page-events.ts'
import type { ConnectionState, ConnectionStatus } from '../log/storage-status.ts'
import { asOurs, isBroken, isSilence } from './engine-error.ts'
import { type LogDatabase, type LogIdentity, logFormat, versionAfterReplacement } from './indexeddb-schema.ts'
import { type Opening, openDatabase, type Upgrade } from './open-database.ts'
import { Patience } from './patience.ts'
import { reading } from './reading.ts'
import { noteRunning } from './running-transactions.ts'

export type ConnectionOptions = Omit<Opening, 'onBlocked'> & { readonly onBlocked: (error: StoreBlocked) => void }

// In a box, because awaiting idb's database itself would look for a `then` through its proxy each time.
type Opened = { readonly database: LogDatabase; readonly abortAll: () => void }

/**
 * Holds the one connection to a database: gives it up when another tab wants to delete or upgrade the database or when the
 * page is put to sleep, opens a new one when the old one broke, and recognises the log it was opened with, so that a
 * deleted log is never silently begun anew.
 */
export class Connection {
  readonly #options: ConnectionOptions
  /** With the open database. */
  readonly patience: Patience
  readonly #changes = new EventTarget()
  readonly #closed = new AbortController()
  #connection: Promise<Opened> | undefined
  #logId: string | undefined
  #historyId = ''
  #isNewLog = false
  #ended: RewindableError | undefined
  #status: ConnectionStatus = { connection: 'opening' }
  /** Called when the connection was lost or given up: there may be news that no other tab tells of. */
  onInterrupted: () => void = () => {}

  constructor(options: ConnectionOptions) {
    this.#options = options
    this.patience = new Patience(options.responseTimeout)
    const { signal } = this.#closed
    // A page in the back-forward cache or frozen hears nothing: with a connection, it would be in other tabs' way.
    onPageEvent('window', 'pagehide', ({ persisted }) => persisted && this.#rest(), signal)
    onPageEvent('document', 'freeze', this.#rest, signal)
  }

  /** Aborted when it is closed. */
  get closed(): AbortSignal {
    return this.#closed.signal
  }

  get status(): ConnectionStatus {
    return this.#status
  }

  /** Opens the database if it is not open. @returns the id of its log, and whether it was begun by this connection */
  async identity(): Promise<{ logId: string; isNewLog: boolean }> {
    if (this.#logId === undefined) await this.begin(async () => {})
    return { logId: this.#logId ?? '', isNewLog: this.#isNewLog }
  }

  /** Which events the open database holds, or held last. */
  get historyId(): string {
    return this.#historyId
  }

  /**
   * Does something that is harmless to do twice: if the connection turns out to be broken, or stays silent, it is done again
   * on a new one.
   *
   * @throws {@link LogLost}, {@link StoreClosed}, {@link StorageFailed} and the other errors of opening a database
   */
  use<Result>(work: (database: LogDatabase) => Promise<Result>): Promise<Result> {
    return this.begin((database) => this.patience.answered(work(database)))
  }

  /**
   * The same, for what must not be done twice and looks after its own end.
   *
   * @param work must not throw once anything may have been stored
   */
  async begin<Result>(work: (database: LogDatabase) => Promise<Result>): Promise<Result> {
    for (let isRetry = false; ; isRetry = true) {
      const connected = this.#connected()
      try {
        return await work((await connected).database)
      } catch (error) {
        if (!isBroken(error)) throw this.failed(error)
        this.#drop(connected, isSilence(error))
        // It broke because it was closed, or lost its log.
        if (this.#ended) throw this.#ended
        if (isRetry) throw this.failed(error)
      }
    }
  }

  /**
   * Changes the log while no other connection to it is open, in any tab. What is asked of this one waits, and goes on
   * with the database as it is then. The signal ends the wait for the other connections.
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
        // To open it behind a request that is blocked would be to wait as long once more.
        return upgraded.catch((error: unknown) =>
          error instanceof StoreBlocked ? Promise.reject(error) : this.#connect(forget),
        )
      })
      // Every call that waits for the connection reports its failure.
      connected.catch(() => {})
    })
  }

  /** Gives the connection up because it proved broken: what is asked next opens a new one. */
  giveUp(): void {
    if (this.#connection) this.#drop(this.#connection)
  }

  /** Takes note of a failure. @returns it as an error of ours */
  failed(error: unknown): RewindableError {
    const lastError = asOurs(error)
    if (!(lastError instanceof StoreClosed) && lastError !== this.#status.lastError) {
      this.#tell(this.#status.connection, lastError)
    }
    return lastError
  }

  /** Something else about the storage is different: whoever listens may want to ask anew. */
  tellAgain(): void {
    this.#changes.dispatchEvent(new Event('change'))
  }

  /** @returns stops the calls */
  onChange(listener: (status: ConnectionStatus) => void): () => void {
    const hear = (): void => listener(this.#status)
    this.#changes.addEventListener('change', hear)
    return () => this.#changes.removeEventListener('change', hear)
  }

  async close(): Promise<void> {
    this.#ended = new StoreClosed()
    this.#closed.abort()
    // Not waited for: a connection that is still being opened may have to wait for another tab.
    this.giveUp()
    this.#tell('closed')
  }

  #connected(): Promise<Opened> {
    if (this.#ended) return Promise.reject(this.#ended)
    return this.#connection ?? this.#begin((forget) => this.#connect(forget))
  }

  #begin(connect: (forget: (isCut: boolean) => void) => Promise<Opened>): Promise<Opened> {
    const forget = (isCut: boolean): void => {
      // Of what was under way on it, WebKit says no more; on one that has taken its place already, it goes on.
      const isReplaced = this.#connection !== undefined && this.#connection !== connection
      if (isCut && !isReplaced) this.patience.runOut()
      if (this.#connection === connection) this.#connection = undefined
      this.onInterrupted()
      // Also where nobody reads: whoever listens to the status hears what became of the log.
      this.#connected().catch(() => {})
    }
    const connection = connect(forget).catch((error: unknown) => {
      if (this.#connection === connection) this.#connection = undefined
      const failure = asOurs(error)
      if (failure instanceof LogLost) this.#ended ??= failure
      this.#tell(stateAfter(failure), failure)
      // As the browser said it: whether it is worth another try is told by the name.
      throw error
    })
    this.#connection = connection
    return connection
  }

  /** Gives a connection up, unless another one has taken its place already. */
  #drop(connected: Promise<Opened>, isSilent = false): void {
    if (this.#connection === connected) this.#connection = undefined
    connected.then(
      ({ database, abortAll }) => {
        if (isSilent) abortAll()
        database.close()
      },
      () => {},
    )
  }

  // Nobody is told to look: the doorbell does that when the page wakes up.
  readonly #rest = (): void => this.giveUp()

  async #connect(forget: (isCut: boolean) => void, upgrade?: Upgrade): Promise<Opened> {
    const { storeName, onBlocked } = this.#options
    this.#tell('opening')
    const tellBlocked = (): void => {
      const error = new StoreBlocked({ storeName })
      this.#tell('blocked', error)
      onBlocked(error)
    }
    const { database, isNew } = await openDatabase(
      { ...this.#options, onBlocked: tellBlocked },
      this.#logId !== undefined,
      upgrade,
    )
    const abortAll = noteRunning(unwrap(database))
    database.addEventListener('close', () => forget(true))
    // Another tab deletes or upgrades the database and waits for us: make way at once, come back when needed.
    database.addEventListener('versionchange', () => {
      database.close()
      forget(false)
    })
    try {
      const { logId, replacedBy = logId } = await this.#recognise(database)
      this.#logId = logId
      // Before anything is read: who read before can tell by it that the log was replaced.
      this.#historyId = replacedBy
    } catch (error) {
      database.close()
      throw error
    }
    this.#isNewLog ||= isNew
    this.#tell('open')
    return { database, abortAll }
  }

  async #recognise(database: LogDatabase): Promise<LogIdentity> {
    const { storeName } = this.#options
    const identity = await this.patience.answered(reading(database, 'meta').get('log'))
    if (!identity || !('logId' in identity)) throw new LogLost({ storeName })
    if (identity.format > logFormat) throw new NewerSchema({ storeName })
    if (identity.logId !== (this.#logId ?? identity.logId)) throw new LogLost({ storeName })
    return identity
  }

  #tell(connection: ConnectionState, lastError = this.#status.lastError): void {
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
