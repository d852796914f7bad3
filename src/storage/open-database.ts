import { type IDBPDatabase, wrap } from 'idb'
import { LogLost, NewerSchema, StoreBlocked } from '../log/errors.ts'
import { randomId } from '../log/random-id.ts'
import { accessDenied, checkIsOfGlobals } from './database-globals.ts'
import { asOurs, isRefused } from './engine-error.ts'
import { createLog, databaseName, type LogDatabase, type LogSchema, schemaVersion } from './indexeddb-schema.ts'
import { Patience } from './patience.ts'

export type Opening = {
  readonly indexedDB: IDBFactory
  readonly storeName: string
  /** Milliseconds to wait until the database is open, for another tab or for the browser. */
  readonly blockedAfter: number
  /** Milliseconds to wait for what may rightly take long. */
  readonly answerWithin: number
  /** Another tab holds an old version of the database open, and has been asked to let go. */
  readonly onBlocked: () => void
}

const askAgainAfter = 2_500

/**
 * Opens the database of a store.
 *
 * @param isKnown there was a log in it: when there is none now, it is lost
 * @returns isNew: it was begun just now
 * @throws {@link LogLost}, {@link NewerSchema}, {@link StoreBlocked}, {@link StorageUnavailable}, and what the browser says
 */
export function openDatabase(
  { indexedDB, storeName, blockedAfter, onBlocked }: Opening,
  isKnown: boolean,
): Promise<{ database: LogDatabase; isNew: boolean }> {
  return new Promise((resolve, reject) => {
    let isOver = false
    let isNew = false
    // From the start, and not from a `blocked` event: behind a deletion that waits for another tab there is none.
    const patience = new Patience(blockedAfter).afterSilence(() => end(() => reject(new StoreBlocked({ storeName }))))
    // Safari leaves a first request to open unanswered now and then (WebKit bug 226547); a second one gets through.
    const secondTry = new Patience(Math.min(blockedAfter / 2, askAgainAfter)).afterSilence(ask)

    function end(settle: () => void): void {
      isOver = true
      patience.stop()
      secondTry.stop()
      settle()
    }

    function ask(): void {
      let isLost = false
      let request: IDBOpenDBRequest
      try {
        request = indexedDB.open(databaseName(storeName), schemaVersion)
      } catch (error) {
        return end(() => reject(isRefused(error, isKnown) ? accessDenied(error) : error))
      }
      request.onupgradeneeded = (event) => {
        const { transaction } = request
        if (!transaction) return
        if (!isOver) {
          patience.heard()
          secondTry.heard()
        }
        // A database that held a log is gone: leave it gone. Aborting undoes its creation. Chromium tells, once, of a log that
        // it threw away because it found the files damaged: the application should hear of it before it begins another.
        isLost = isKnown || ('dataLoss' in event && event.dataLoss === 'total')
        isNew = !isLost
        // Nobody waits for it any more: what is begun now would look like a log that somebody knows of.
        if (isLost || isOver) transaction.abort()
        else createLog(wrapped(request.result), randomId())
      }
      request.onblocked = () => {
        secondTry.stop()
        if (!isOver) onBlocked()
      }
      request.onsuccess = () => {
        // Kept open, it would block others in turn.
        if (isOver) request.result.close()
        else end(() => resolve({ database: wrapped(request.result), isNew }))
      }
      request.onerror = (event) => {
        // Unhandled, an abort of ours would be reported as an error of the page.
        event.preventDefault()
        if (isOver) return
        end(() => {
          if (isLost) reject(new LogLost({ storeName }))
          else if (request.error?.name === 'VersionError') reject(new NewerSchema({ storeName }))
          else reject(isRefused(request.error, isKnown) ? accessDenied(request.error) : request.error)
        })
      }
      try {
        checkIsOfGlobals(request)
      } catch (error) {
        end(() => reject(error))
      }
    }

    ask()
  })
}

/** @throws {@link StoreBlocked}, {@link StorageFailed}, {@link StorageUnavailable} */
export async function deleteDatabase(opening: Omit<Opening, 'onBlocked'>): Promise<void> {
  const { indexedDB, storeName, blockedAfter, answerWithin } = opening
  try {
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.deleteDatabase(databaseName(storeName))
      const giveUp = (): void => reject(new StoreBlocked({ storeName }))
      let patience = new Patience(answerWithin).afterSilence(giveUp)
      request.onblocked = () => {
        patience.stop()
        patience = new Patience(blockedAfter).afterSilence(giveUp)
      }
      request.onsuccess = () => {
        patience.stop()
        resolve()
      }
      request.onerror = (event) => {
        event.preventDefault()
        patience.stop()
        reject(request.error)
      }
    })
  } catch (error) {
    throw isRefused(error, false) ? accessDenied(error) : asOurs(error)
  }
}

// idb cannot know what is in the database; our schema says.
function wrapped(database: IDBDatabase): LogDatabase {
  return wrap(database) as IDBPDatabase<LogSchema>
}
