import { type IDBPDatabase, wrap } from 'idb'
import {
  LogLost,
  NewerSchema,
  QuotaExceeded,
  RewindableError,
  StorageFailed,
  StoreBlocked,
  StoreClosed,
} from '../log/errors.ts'
import { randomId } from '../log/random-id.ts'
import {
  createLog,
  databaseName,
  type LogDatabase,
  type LogSchema,
  logFormat,
  schemaVersion,
} from './indexeddb-schema.ts'

export type ConnectionOptions = {
  readonly indexedDB: IDBFactory
  /** Milliseconds to wait for other tabs that hold an old version of the database open. */
  readonly blockedAfter: number
}

// In a box, because awaiting idb's database itself would look for a `then` through its proxy each time.
type Opened = { readonly database: LogDatabase }

/**
 * Holds the one connection to a database: gives it up when another tab wants to delete or upgrade the database, opens a
 * new one when the old one broke, and recognises the log it was opened with, so that a deleted log is never silently
 * begun anew.
 */
export class Connection {
  readonly #storeName: string
  readonly #options: ConnectionOptions
  #connection: Promise<Opened> | undefined
  #logId: string | undefined
  #ended: RewindableError | undefined
  /** Called when the connection was lost or given up: there may be news that no other tab tells of. */
  onInterrupted: () => void = () => {}

  constructor(storeName: string, options: ConnectionOptions) {
    this.#storeName = storeName
    this.#options = options
  }

  /** Opens the database if it is not open. @returns the id of its log */
  async logId(): Promise<string> {
    if (this.#logId === undefined) await this.#connected()
    return this.#logId ?? ''
  }

  /**
   * Does something that is harmless to do twice: if the connection turns out to be broken, it is done again on a new one.
   *
   * @throws {@link LogLost}, {@link StoreClosed}, {@link StorageFailed} and the other errors of opening a database
   */
  async use<Result>(work: (database: LogDatabase) => Promise<Result>): Promise<Result> {
    for (let isRetry = false; ; isRetry = true) {
      const connected = this.#connected()
      try {
        return await work((await connected).database)
      } catch (error) {
        if (isRetry || this.#ended || !isBroken(error)) throw named(error)
        this.#drop(connected)
      }
    }
  }

  async close(): Promise<void> {
    const connected = this.#connection
    this.#ended = new StoreClosed()
    // Not waited for: a connection that is still being opened may have to wait for another tab.
    if (connected) this.#drop(connected)
  }

  #connected(): Promise<Opened> {
    if (this.#ended) return Promise.reject(this.#ended)
    if (this.#connection) return this.#connection
    const forget = (): void => {
      if (this.#connection === connection) this.#connection = undefined
      this.onInterrupted()
    }
    const connection = this.#connect(forget).catch((error: unknown) => {
      if (this.#connection === connection) this.#connection = undefined
      const failure = named(error)
      if (failure instanceof LogLost) this.#ended ??= failure
      throw failure
    })
    this.#connection = connection
    return connection
  }

  /** Gives a connection up, unless another one has taken its place already. */
  #drop(connected: Promise<Opened>): void {
    if (this.#connection === connected) this.#connection = undefined
    connected.then(
      ({ database }) => database.close(),
      () => {},
    )
  }

  async #connect(forget: () => void): Promise<Opened> {
    const database = await this.#openDatabase()
    database.addEventListener('close', forget)
    // Another tab deletes or upgrades the database and waits for us: make way at once, come back when needed.
    database.addEventListener('versionchange', () => {
      database.close()
      forget()
    })
    const identity = await database.get('meta', 'log')
    const expected = this.#logId ?? identity?.logId
    if (identity === undefined || identity.logId !== expected || identity.format > logFormat) {
      database.close()
      if (identity && identity.format > logFormat) throw new NewerSchema({ storeName: this.#storeName })
      throw new LogLost({ storeName: this.#storeName })
    }
    this.#logId = identity.logId
    return { database }
  }

  #openDatabase(): Promise<LogDatabase> {
    const { indexedDB, blockedAfter } = this.#options
    const storeName = this.#storeName
    return new Promise((resolve, reject) => {
      const request = indexedDB.open(databaseName(storeName), schemaVersion)
      let isLost = false
      request.onupgradeneeded = (event) => {
        const { transaction } = request
        if (!transaction) return
        clearTimeout(timer)
        // A database that held a log is gone: leave it gone. Aborting undoes its creation. Chromium tells, once, of a log that
        // it threw away because it found the files damaged: the application should hear of it before it begins another.
        isLost = this.#logId !== undefined || ('dataLoss' in event && event.dataLoss === 'total')
        if (isLost) transaction.abort()
        else createLog(wrapped(request.result), randomId())
      }
      let isLate = false
      // From the start, and not from a `blocked` event: behind a deletion that waits for another tab there is none.
      const timer = setTimeout(() => {
        isLate = true
        reject(new StoreBlocked({ storeName }))
      }, blockedAfter)
      request.onsuccess = () => {
        clearTimeout(timer)
        // Nobody waits for it any more; kept open, it would block others in turn.
        if (isLate) request.result.close()
        else resolve(wrapped(request.result))
      }
      request.onerror = (event) => {
        clearTimeout(timer)
        // Unhandled, an abort of ours would be reported as an error of the page.
        event.preventDefault()
        if (isLost) reject(new LogLost({ storeName }))
        else if (request.error?.name === 'VersionError') reject(new NewerSchema({ storeName }))
        else reject(request.error)
      }
    })
  }
}

/** @throws {@link StoreBlocked}, {@link StorageFailed} */
export async function deleteDatabase(indexedDB: IDBFactory, storeName: string, blockedAfter: number): Promise<void> {
  try {
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(databaseName(storeName))
      request.onsuccess = () => resolve()
      request.onerror = () => reject(request.error)
      request.onblocked = () => setTimeout(() => reject(new StoreBlocked({ storeName })), blockedAfter)
    })
  } catch (error) {
    throw named(error)
  }
}

function named(error: unknown): RewindableError {
  if (error instanceof RewindableError) return error
  return errorName(error) === 'QuotaExceededError'
    ? new QuotaExceeded({ cause: error })
    : new StorageFailed({ cause: error })
}

// idb cannot know what is in the database; our schema says.
function wrapped(database: IDBDatabase): LogDatabase {
  return wrap(database) as IDBPDatabase<LogSchema>
}

export function errorName(error: unknown): string | undefined {
  return error instanceof Error || error instanceof DOMException ? error.name : undefined
}

// What engines say of a connection that is closing, was closed by force or lost its database process.
function isBroken(error: unknown): boolean {
  return ['InvalidStateError', 'AbortError', 'UnknownError', 'NotFoundError'].includes(errorName(error) ?? '')
}
