import { type EngineError, sayError } from './engine-errors.ts'
import { commitByItself, undo } from './unfinished-transaction.ts'

/** An event of the kind that this IndexedDB, real or not, fires itself. */
export function databaseEvent(type: string, options: EventInit = {}): Event {
  const Kind = Object.getPrototypeOf(IDBVersionChangeEvent) as typeof Event
  return new Kind(type, options)
}

/** A request of the kind that opening makes, which opens nothing. */
export function unanswerable(): IDBOpenDBRequest {
  return indexedDB.deleteDatabase(`nothing-${crypto.randomUUID()}`)
}

/** A request that succeeds, and is made to say that it failed: what it did is undone with its transaction. */
export function failing<Request extends IDBRequest>(request: Request, error: EngineError): Request {
  const { transaction } = request
  if (transaction) commitByItself(transaction)
  let hasFailed = false
  request.addEventListener('success', (event) => {
    if (hasFailed) return
    hasFailed = true
    event.stopImmediatePropagation()
    sayError(request, error)
    const failure = databaseEvent('error', { bubbles: true, cancelable: true })
    // Where an event of an IndexedDB that is no real one bubbles to.
    if (transaction) Object.assign(failure, { eventPath: [transaction.db, transaction] })
    const isUnhandled = request.dispatchEvent(failure)
    if (!transaction || !isUnhandled) return
    sayError(transaction, error)
    undo(transaction)
  })
  return request
}
