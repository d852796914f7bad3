/** Keeps a transaction open until it is told otherwise, and then does a last thing in it while it is still active. */
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
 * Does something to a transaction at the moment when it would be committed: all its requests are answered, and no more
 * were made. To be called when it has just begun.
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
  /** @returns whether there is to be another one */
  readonly turn: () => boolean
  readonly aborted: () => void
}

// Requests that nobody else knows of keep a transaction from ending.
function eachTurn(transaction: IDBTransaction, { turn, aborted }: Turns): void {
  commitByItself(transaction)
  const [name = ''] = transaction.objectStoreNames
  // By the prototype: whoever counts requests does not count these.
  const store = IDBTransaction.prototype.objectStore.call(transaction, name)
  const ask = (): void => {
    let request: IDBRequest
    try {
      request = IDBObjectStore.prototype.getKey.call(store, 0)
    } catch {
      // WebKit answers what was asked of a transaction before it was aborted.
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

/** Committed explicitly, a transaction would end; without that it commits by itself. From outside there is no difference. */
export function commitByItself(transaction: IDBTransaction): void {
  transaction.commit = () => {
    transaction.abort = () => {
      throw new DOMException('The transaction is being committed.', 'InvalidStateError')
    }
  }
}

/** Undoes a transaction, also one that its owner has said to commit. */
export function undo(transaction: IDBTransaction): void {
  try {
    IDBTransaction.prototype.abort.call(transaction)
  } catch {
    // It is over.
  }
}
