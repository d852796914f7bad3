import { type EngineError, sayError } from './engine-errors.ts'
import { commitByItself, undo } from './unfinished-transaction.ts'

/** Creates an event of the class that the global IndexedDB, real or fake, uses for its own events. */
export function databaseEvent(type: string, options: EventInit = {}): Event {
  const Kind = Object.getPrototypeOf(IDBVersionChangeEvent) as typeof Event
  return new Kind(type, options)
}

/** Returns an open request that never opens a database. */
export function unansweredRequest(): IDBOpenDBRequest {
  return indexedDB.deleteDatabase(`nothing-${crypto.randomUUID()}`)
}

/** Makes a request that succeeds report an error. Its transaction is rolled back. */
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
    // fake-indexeddb reads the bubbling path from this property.
    if (transaction) Object.assign(failure, { eventPath: [transaction.db, transaction] })
    const isUnhandled = request.dispatchEvent(failure)
    if (!transaction || !isUnhandled) return
    sayError(transaction, error)
    undo(transaction)
  })
  return request
}
