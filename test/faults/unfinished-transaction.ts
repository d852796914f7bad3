/** Keeps a transaction open until `until` resolves, then calls `atLast` while the transaction is still active. */
export function keepOpen(transaction: IDBTransaction, until: Promise<void>, atLast: () => void): void {
  let isOver = false
  let isAborted = false
  until.then(() => {
    isOver = true
    if (isAborted) atLast()
  })
  eachTurn(transaction, {
    turn: () => {
      if (isOver) atLast()
      return !isOver
    },
    aborted: () => {
      isAborted = true
      if (isOver) atLast()
    },
  })
}

/**
 * Calls `act` when the transaction would commit: all requests are answered and the caller made no new request.
 * Must be called when the transaction has just begun.
 */
export function beforeCommit(transaction: IDBTransaction, isIdle: () => boolean, act: () => void): void {
  eachTurn(transaction, {
    turn: () => {
      if (!isIdle()) return true
      act()
      return false
    },
    aborted: () => {},
  })
}

type Turns = {
  /** @returns whether to continue with another turn */
  readonly turn: () => boolean
  readonly aborted: () => void
}

// Extra requests keep the transaction open.
function eachTurn(transaction: IDBTransaction, { turn, aborted }: Turns): void {
  commitByItself(transaction)
  const [name = ''] = transaction.objectStoreNames
  // Called on the prototype, so that request watchers do not count these requests.
  const store = IDBTransaction.prototype.objectStore.call(transaction, name)
  const ask = (): void => {
    let request: IDBRequest
    try {
      request = IDBObjectStore.prototype.getKey.call(store, 0)
    } catch {
      // WebKit still answers requests that were made before the abort.
      return aborted()
    }
    request.onsuccess = () => {
      if (turn()) ask()
    }
    request.onerror = (event) => {
      event.preventDefault()
      event.stopPropagation()
      aborted()
    }
  }
  ask()
}

/** Replaces commit(), which would end the transaction. The transaction then commits automatically. */
export function commitByItself(transaction: IDBTransaction): void {
  transaction.commit = () => {
    transaction.abort = () => {
      throw new DOMException('The transaction is being committed.', 'InvalidStateError')
    }
  }
}

/** Rolls a transaction back, even after its owner called commit(). */
export function undo(transaction: IDBTransaction): void {
  try {
    IDBTransaction.prototype.abort.call(transaction)
  } catch {
    // The transaction has already ended.
  }
}
