import { type IDBPDatabase, wrap } from 'idb'
import { LogLost, NewerSchema, StoreBlocked } from '../../events/errors.ts'
import { randomId } from '../../values/random-id.ts'
import { isRefused, timeoutError, toLibraryError } from './database-error.ts'
import { accessDenied, checkIsOfGlobals } from './database-globals.ts'
import { ResponseDeadlines } from './response-deadlines.ts'
import { createLog, databaseName, isNewerSchema, type LogDatabase, type LogSchema } from './schema.ts'

export type Opening = {
  readonly indexedDB: IDBFactory
  readonly storeName: string
  /** Milliseconds to wait until the database is open, for another tab or for the browser. */
  readonly openTimeout: number
  /** Milliseconds to wait for what may rightly take long. */
  readonly responseTimeout: number
  /** Another tab holds an old version of the database open, and has been asked to let go. */
  readonly onBlocked: () => void
}

/** What is done to a known log while no other connection is open, in any tab. */
export type Upgrade = {
  readonly version: number
  /** Makes the requests; the transaction is undone when it fails. It calls `extend` after each answer. */
  readonly run: (transaction: IDBTransaction, extend: () => void) => Promise<void>
  /** Aborting it ends the wait for the other connections, and has no effect once they are closed. */
  readonly signal: AbortSignal | undefined
}

const askAgainAfter = 2_500

/**
 * Opens the database of a store.
 *
 * @param isKnown there was a log in it: when there is none now, it is lost
 * @param upgrade without one, the database is opened as it is: its version does not matter but for its schema
 * @returns isNew: it was begun just now
 * @throws {@link LogLost}, {@link NewerSchema}, {@link StoreBlocked}, {@link StorageUnavailable}, and what the browser says
 */
export function openDatabase(
  { indexedDB, storeName, openTimeout, responseTimeout, onBlocked }: Opening,
  isKnown: boolean,
  upgrade?: Upgrade,
): Promise<{ database: LogDatabase; isNew: boolean }> {
  return new Promise((resolve, reject) => {
    let isOver = false
    let isNew = false
    // From the start, and not from a `blocked` event: behind a deletion that waits for another tab there is none.
    const deadline = new ResponseDeadlines(openTimeout).onExpiry(() =>
      end(() => reject(new StoreBlocked({ storeName }))),
    )
    // Safari leaves a first request to open unanswered now and then (WebKit bug 226547); a second one gets through.
    // Of two requests for the same upgrade, the later one finds it done.
    const secondTry = new ResponseDeadlines(Math.min(openTimeout / 2, askAgainAfter)).onExpiry(ask)

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

    // The browser cannot take a request back. When it is answered, what it began is undone.
    function giveUp(): void {
      if (!running) end(() => reject(upgrade?.signal?.reason))
    }

    /** All other connections are closed. The upgrade may take long, so it is not given up while requests are answered. */
    function run({ run }: Upgrade, transaction: IDBTransaction): void {
      deadline.cancel()
      secondTry.cancel()
      running = new ResponseDeadlines(responseTimeout).onExpiry(() => {
        abort(transaction)
        end(() => reject(timeoutError(responseTimeout)))
      })
      // Of an upgrade that was undone, the request to open only says that it was.
      transaction.addEventListener('abort', () => {
        failure ??= transaction.error ?? undefined
      })
      run(transaction, running.extend).catch((error: unknown) => {
        failure ??= error
        abort(transaction)
      })
    }

    function ask(): void {
      let isLost = false
      let request: IDBOpenDBRequest
      try {
        request = indexedDB.open(databaseName(storeName), upgrade?.version)
        // Before a timer asks again: what is no request answers nothing.
        if (typeof request !== 'object') throw new TypeError('indexedDB.open() returned no request')
      } catch (error) {
        return end(() => reject(isRefused(error, isKnown) ? accessDenied(error) : error))
      }
      request.onupgradeneeded = (event) => {
        const { transaction } = request
        if (!transaction) return
        if (!isOver) {
          deadline.extend()
          secondTry.extend()
        }
        // A database that held a log is gone: leave it gone. Aborting undoes its creation. Chromium tells, once, of a log that
        // it threw away because it found the files damaged: the application should hear of it before it begins another.
        const isEmpty = event.oldVersion === 0
        isLost = (isKnown && isEmpty) || ('dataLoss' in event && event.dataLoss === 'total')
        isNew = isEmpty && !isLost
        // Nobody waits for it any more: what is begun now would look like a log that somebody knows of.
        if (isLost || isOver) transaction.abort()
        else if (isEmpty) createLog(wrapped(request.result), randomId())
        else if (upgrade) run(upgrade, transaction)
      }
      request.onblocked = () => {
        secondTry.cancel()
        if (!isOver) onBlocked()
      }
      request.onsuccess = () => {
        // Kept open, it would block others in turn.
        if (isOver) request.result.close()
        else if (isNewerSchema(request.result.version)) {
          request.result.close()
          end(() => reject(new NewerSchema({ storeName })))
        } else end(() => resolve({ database: wrapped(request.result), isNew }))
      }
      request.onerror = (event) => {
        // Unhandled, an abort of ours would be reported as an error of the page.
        event.preventDefault()
        if (isOver) return
        end(() => {
          if (isLost) reject(new LogLost({ storeName }))
          else if (failure !== undefined) reject(failure)
          else if (request.error?.name === 'VersionError' && !upgrade) reject(new NewerSchema({ storeName }))
          else reject(isRefused(request.error, isKnown) ? accessDenied(request.error) : request.error)
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
    else ask()
  })
}

function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // It is over already: what it failed with says so.
  }
}

/** @throws {@link StoreBlocked}, {@link StorageFailed}, {@link StorageUnavailable} */
export async function deleteDatabase(opening: Omit<Opening, 'onBlocked'>): Promise<void> {
  const { indexedDB, storeName, openTimeout, responseTimeout } = opening
  try {
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(databaseName(storeName))
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
    throw isRefused(error, false) ? accessDenied(error) : toLibraryError(error)
  }
}

// idb cannot know what is in the database; our schema says.
function wrapped(database: IDBDatabase): LogDatabase {
  return wrap(database) as IDBPDatabase<LogSchema>
}
