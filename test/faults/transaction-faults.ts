import { deferred } from '../deferred.ts'
import { databaseEvent } from './database-events.ts'
import { sayError } from './engine-errors.ts'
import { commitByItself } from './unfinished-transaction.ts'

/** Applies a fault to a transaction that has just begun. */
export type TransactionFault = (transaction: IDBTransaction) => void

/** Aborts the transaction after all requests succeeded, as on a full disk. */
export function abortsAfterSuccess(errorName: string, last: Change = 'add'): TransactionFault {
  return (transaction) =>
    abortAfter(transaction, last, () => sayError(transaction, { name: errorName, message: 'injected by a test' }))
}

/** Aborts the transaction without an error on any request or on the transaction. */
export const abortsInSilence: TransactionFault = (transaction) => abortAfter(transaction, 'add')

/** Makes a request fail, which aborts the transaction. */
export function failsToAdd(errorName: string): TransactionFault {
  return (transaction) => {
    sayError(transaction, { name: errorName, message: 'injected by a test' })
    // After an explicit commit(), Firefox would commit, because the first request succeeds.
    commitByItself(transaction)
    onChange(transaction, 'add', (change) => {
      change()
      // A second request with the same key always fails. Only its error is replaced.
      const request = change()
      sayError(request, { name: errorName, message: 'injected by a test' })
      return request
    })
  }
}

/** Makes the request call throw, as engines do for values that are too large. */
export function refusesToAdd(errorName: string, after = 0): TransactionFault {
  let left = after
  return (transaction) => {
    onChange(transaction, 'add', (change) => {
      if (left === 0) throw new DOMException('injected by a test', errorName)
      left -= 1
      return change()
    })
  }
}

/** Commits the transaction but reports an abort, as when the connection to the database process breaks. */
export function losesReply(onLost: () => void = () => {}): TransactionFault {
  return (transaction) => {
    transaction.addEventListener('complete', (event) => {
      event.stopImmediatePropagation()
      onLost()
      transaction.dispatchEvent(databaseEvent('abort'))
    })
  }
}

/** Commits the transaction but holds its events until `letGo` is called. */
export function holdsReply(): { fault: TransactionFault; arrived: Promise<void>; letGo: () => void } {
  let letGo = (): void => {}
  const arrival = deferred()
  const fault: TransactionFault = (transaction) => {
    let isHeld = true
    transaction.addEventListener('complete', (event) => {
      if (!isHeld) return
      event.stopImmediatePropagation()
      letGo = () => {
        isHeld = false
        transaction.dispatchEvent(databaseEvent('complete'))
      }
      arrival.resolve()
    })
  }
  return { fault, arrived: arrival.promise, letGo: () => letGo() }
}

/** Delays an abort event until `work` is done. Must be called before other faults are applied. */
export function reportsAbortAfter(transaction: IDBTransaction, work: () => Promise<unknown>): void {
  let isDone = false
  transaction.addEventListener('abort', async (event) => {
    if (isDone) return
    event.stopImmediatePropagation()
    await work()
    isDone = true
    transaction.dispatchEvent(databaseEvent('abort'))
  })
}

/** Applies a fault to the first `times` transactions that write to the log. */
export function whenWriting(fault: TransactionFault, times = 1): TransactionFault {
  let left = times
  return (transaction) => {
    if (transaction.mode !== 'readwrite' || !transaction.objectStoreNames.contains('commits') || left === 0) return
    left -= 1
    fault(transaction)
  }
}

type Change = 'add' | 'delete'

function abortAfter(transaction: IDBTransaction, last: Change, before: () => void = () => {}): void {
  let changes = 0
  onChange(transaction, last, (change) => {
    changes += 1
    const request = change()
    request.addEventListener('success', () => {
      before()
      transaction.abort()
    })
    return request
  })
  // A transaction cannot be aborted after an explicit commit(). Without commit() it commits automatically.
  const commit = transaction.commit.bind(transaction)
  transaction.commit = () => {
    if (changes === 0) commit()
  }
}

function onChange(transaction: IDBTransaction, kind: Change, act: (change: () => IDBRequest) => IDBRequest): void {
  const objectStore = transaction.objectStore.bind(transaction)
  const changed = new Set<IDBObjectStore>()
  transaction.objectStore = (name) => {
    const store = objectStore(name)
    // A repeated call returns the same object store.
    if (changed.has(store)) return store
    changed.add(store)
    const change: (...given: [IDBValidKey]) => IDBRequest = store[kind].bind(store)
    store[kind] = (...given: [IDBValidKey]) => act(() => change(...given))
    return store
  }
}
