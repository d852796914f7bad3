import { commitByItself } from './unfinished-transaction.ts'

/** What goes wrong with a transaction. */
export type TransactionFault = (transaction: IDBTransaction) => void

/** All requests succeed, and then the transaction aborts for a reason of its own: so disks fill up. */
export function abortsAfterSuccess(errorName: string, last: Change = 'add'): TransactionFault {
  return (transaction) => abortAfter(transaction, last, () => sayError(transaction, errorName))
}

/** The transaction aborts without a word: no error on a request, none on the transaction. */
export const abortsInSilence: TransactionFault = (transaction) => abortAfter(transaction, 'add')

/** A request fails for a reason of its own, which aborts the transaction. */
export function failsToAdd(errorName: string): TransactionFault {
  return (transaction) => {
    sayError(transaction, errorName)
    // Told to commit, Firefox would do so: it is not the first request that fails.
    commitByItself(transaction)
    onChange(transaction, 'add', (change) => {
      change()
      // The second one with the same key is sure to fail; it only says another reason.
      const request = change()
      sayError(request, errorName)
      return request
    })
  }
}

/** A request is refused at once, before it is made: so engines refuse what is too large for them. */
export function refusesToAdd(errorName: string, after = 0): TransactionFault {
  let left = after
  return (transaction) => {
    onChange(transaction, 'add', (change) => {
      if (left === 0) throw new DOMException('a fault made for a test', errorName)
      left -= 1
      return change()
    })
  }
}

/** The transaction is stored, but all that is heard of it is an abort: so connections to a database process break. */
export function losesReply(onLost: () => void = () => {}): TransactionFault {
  return (transaction) => {
    transaction.addEventListener('complete', (event) => {
      event.stopImmediatePropagation()
      onLost()
      transaction.dispatchEvent(sameKindOf(event, 'abort'))
    })
  }
}

/** The transaction is stored, but nothing is heard of it until it is let go. */
export function holdsReply(): { fault: TransactionFault; arrived: Promise<void>; letGo: () => void } {
  let letGo = (): void => {}
  let arrive = (): void => {}
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve
  })
  const fault: TransactionFault = (transaction) => {
    let isHeld = true
    transaction.addEventListener('complete', (event) => {
      if (!isHeld) return
      event.stopImmediatePropagation()
      letGo = () => {
        isHeld = false
        transaction.dispatchEvent(sameKindOf(event, 'complete'))
      }
      arrive()
    })
  }
  return { fault, arrived, letGo: () => letGo() }
}

/** An abort that is heard of only after something else has happened. To be called before other faults. */
export function reportsAbortAfter(transaction: IDBTransaction, work: () => Promise<unknown>): void {
  let isDone = false
  transaction.addEventListener('abort', async (event) => {
    if (isDone) return
    event.stopImmediatePropagation()
    await work()
    isDone = true
    transaction.dispatchEvent(sameKindOf(event, 'abort'))
  })
}

/** Lets a fault happen to the first so many transactions that write to the log, and to none after them. */
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
  // Committed explicitly, a transaction could not be aborted any more; without that it commits by itself.
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
    // Asked for again, it is the same object.
    if (changed.has(store)) return store
    changed.add(store)
    const change: (...given: [IDBValidKey]) => IDBRequest = store[kind].bind(store)
    store[kind] = (...given: [IDBValidKey]) => act(() => change(...given))
    return store
  }
}

// An event of the kind that this IndexedDB, real or not, fires itself.
function sameKindOf(event: Event, type: string): Event {
  const Kind = event.constructor as typeof Event
  return new Kind(type)
}

function sayError(of: IDBTransaction | IDBRequest, errorName: string): void {
  const error = new DOMException('a fault made for a test', errorName)
  Object.defineProperty(of, 'error', { get: () => error, set: () => {} })
}
