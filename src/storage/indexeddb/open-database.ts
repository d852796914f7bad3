import { LogLost, NewerSchema, StoreBlocked } from '../../events/errors.ts'
import { abort } from './abort.ts'
import { isAccessDenied, timeoutError, toLibraryError } from './database-error.ts'
import { accessDenied, checkIsOfGlobals } from './database-globals.ts'
import { ResponseDeadlines } from './response-deadlines.ts'

/** A database of a store: its name, and its object stores. */
export type DatabaseLayout = {
  readonly nameOf: (storeName: string) => string
  /** Creates the object stores of an empty database. Called in an upgrade transaction. */
  readonly create: (database: IDBDatabase) => void
  /** Returns whether newer code created the object stores of a database with this version. */
  readonly isNewer: (databaseVersion: number) => boolean
}

/** How to open a database. */
export type Opening = {
  readonly indexedDB: IDBFactory
  readonly storeName: string
  /** Milliseconds that opening may take, including the wait for other tabs. */
  readonly openTimeout: number
  /** Milliseconds to wait for the answer to a request of a long upgrade or deletion. */
  readonly responseTimeout: number
  /** Called when another tab keeps the database open, after the browser has sent that tab a `versionchange` event. */
  readonly onBlocked: () => void
}

/** A change to an existing log that runs while no tab has another connection open. */
export type Upgrade = {
  readonly version: number
  /** Makes the requests and calls `extend` after each answer. If the promise rejects, the transaction is aborted. */
  readonly run: (transaction: IDBTransaction, extend: () => void) => Promise<void>
  /** Aborting the signal ends the wait for the other connections. An abort has no effect after these connections are closed. */
  readonly signal: AbortSignal | undefined
}

const secondTryAfter = 2_500

/**
 * Opens a database of a store.
 *
 * @param isKnown whether the database had a log before; if the database has no log now, the log is lost
 * @param upgrade without an upgrade, the database is opened with its current version
 * @returns the database; `isNew`: this call created the log
 * @throws {@link LogLost} the log was deleted
 * @throws {@link NewerSchema} a newer version of this library wrote the log
 * @throws {@link StoreBlocked} the database did not open before the deadline
 * @throws {@link StorageUnavailable} IndexedDB is missing or denied
 * @throws the browser's error, if opening fails for another reason
 */
export function openDatabase(
  layout: DatabaseLayout,
  { indexedDB, storeName, openTimeout, responseTimeout, onBlocked }: Opening,
  isKnown: boolean,
  upgrade?: Upgrade,
): Promise<{ database: IDBDatabase; isNew: boolean }> {
  return new Promise((resolve, reject) => {
    let isOver = false
    let isNew = false
    // The deadline does not wait for a `blocked` event: there is none if this request waits for a blocked deletion.
    const deadline = new ResponseDeadlines(openTimeout).onExpiry(() =>
      end(() => reject(new StoreBlocked({ storeName }))),
    )
    // Safari sometimes never answers the first request to open (WebKit bug 226547), but answers a second one. If both request the same
    // upgrade, the second request finds the new version.
    const secondTry = new ResponseDeadlines(Math.min(openTimeout / 2, secondTryAfter)).onExpiry(sendRequest)

    let failure: unknown
    let running: { readonly extend: () => void; readonly cancel: () => void } | undefined

    function end(settle: () => void): void {
      isOver = true
      deadline.cancel()
      running?.cancel()
      secondTry.cancel()
      upgrade?.signal?.removeEventListener('abort', giveUp)
      settle()
    }

    // A request to open cannot be cancelled. When the browser answers the request, this function undoes the effect.
    function giveUp(): void {
      if (!running) end(() => reject(upgrade?.signal?.reason))
    }

    /** Runs an upgrade after all other connections are closed. The upgrade has no total deadline: each answer extends the deadline. */
    function run({ run }: Upgrade, transaction: IDBTransaction): void {
      deadline.cancel()
      secondTry.cancel()
      running = new ResponseDeadlines(responseTimeout).onExpiry(() => {
        abort(transaction)
        end(() => reject(timeoutError(responseTimeout)))
      })
      // After an aborted upgrade, the request to open reports only an AbortError. The transaction has the cause.
      transaction.addEventListener('abort', () => {
        failure ??= transaction.error ?? undefined
      })
      run(transaction, running.extend).catch((error: unknown) => {
        failure ??= error
        abort(transaction)
      })
    }

    function sendRequest(): void {
      let isLost = false
      let request: IDBOpenDBRequest
      try {
        request = indexedDB.open(layout.nameOf(storeName), upgrade?.version)
        // A value that is not a request would never answer.
        if (typeof request !== 'object') throw new TypeError('indexedDB.open() returned no request')
      } catch (error) {
        return end(() => reject(isAccessDenied(error, isKnown) ? accessDenied(error) : error))
      }
      request.onupgradeneeded = (event) => {
        const { transaction } = request
        if (!transaction) return
        if (!isOver) {
          deadline.extend()
          secondTry.extend()
        }
        // If a known log is gone, aborting undoes the creation of an empty database. With `dataLoss`, Chromium reports one time that it
        // deleted damaged files. Then the application receives LogLost before a new log begins.
        const isEmpty = event.oldVersion === 0
        isLost = (isKnown && isEmpty) || ('dataLoss' in event && event.dataLoss === 'total')
        isNew = isEmpty && !isLost
        // If the call has ended, it must not create a log: the next visit would report this log as known.
        if (isLost || isOver) transaction.abort()
        else if (isEmpty) layout.create(request.result)
        else if (upgrade) run(upgrade, transaction)
      }
      request.onblocked = () => {
        secondTry.cancel()
        if (!isOver) onBlocked()
      }
      request.onsuccess = () => {
        // If the call has ended, an open connection would block other tabs.
        if (isOver) request.result.close()
        else if (layout.isNewer(request.result.version)) {
          request.result.close()
          end(() => reject(new NewerSchema({ storeName })))
        } else end(() => resolve({ database: request.result, isNew }))
      }
      request.onerror = (event) => {
        // Without this call, the browser reports an abort of this library as an error of the page.
        event.preventDefault()
        if (isOver) return
        end(() => {
          if (isLost) reject(new LogLost({ storeName }))
          else if (failure !== undefined) reject(failure)
          else if (request.error?.name === 'VersionError' && !upgrade) reject(new NewerSchema({ storeName }))
          else reject(isAccessDenied(request.error, isKnown) ? accessDenied(request.error) : request.error)
        })
      }
      try {
        checkIsOfGlobals(request)
      } catch (error) {
        end(() => reject(error))
      }
    }

    upgrade?.signal?.addEventListener('abort', giveUp)
    if (upgrade?.signal?.aborted) giveUp()
    else sendRequest()
  })
}

/** Deletes a database. @throws {@link StoreBlocked}, {@link StorageFailed}, {@link StorageUnavailable} */
export async function deleteDatabase(layout: DatabaseLayout, opening: Omit<Opening, 'onBlocked'>): Promise<void> {
  const { indexedDB, storeName, openTimeout, responseTimeout } = opening
  try {
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(layout.nameOf(storeName))
      const giveUp = (): void => reject(new StoreBlocked({ storeName }))
      let deadline = new ResponseDeadlines(responseTimeout).onExpiry(giveUp)
      request.onblocked = () => {
        deadline.cancel()
        deadline = new ResponseDeadlines(openTimeout).onExpiry(giveUp)
      }
      request.onsuccess = () => {
        deadline.cancel()
        resolve()
      }
      request.onerror = (event) => {
        event.preventDefault()
        deadline.cancel()
        reject(request.error)
      }
    })
  } catch (error) {
    throw isAccessDenied(error, false) ? accessDenied(error) : toLibraryError(error)
  }
}
