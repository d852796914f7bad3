/** Callbacks that get every connection and transaction before the library does, and may change them. */
export type Watcher = {
  /** Called before each attempt to open. May throw. */
  readonly onOpen?: () => void
  /** Called when the library has requested the object stores of a new database. */
  readonly onUpgrade?: (transaction: IDBTransaction) => void
  readonly onDatabase?: (database: IDBDatabase) => void
  readonly onTransaction?: (transaction: IDBTransaction, asked: IDBTransactionOptions) => void
}

/**
 * Returns a factory that reports to the watcher. Databases and transactions are patched real objects, because idb
 * recognises them by `instanceof`.
 */
export function watchedIndexedDB(watcher: Watcher): IDBFactory {
  const open: IDBFactory['open'] = (name, version) => {
    watcher.onOpen?.()
    const request = indexedDB.open(name, version)
    // The upgrade listener runs after the library's, and the success listener before it.
    queueMicrotask(() => {
      request.addEventListener('upgradeneeded', () => {
        if (request.transaction) watcher.onUpgrade?.(request.transaction)
      })
    })
    request.addEventListener('success', () => {
      watchTransactions(request.result, watcher)
      watcher.onDatabase?.(request.result)
    })
    return request
  }
  return {
    open,
    deleteDatabase: (name) => indexedDB.deleteDatabase(name),
    databases: () => indexedDB.databases(),
    cmp: (one, other) => indexedDB.cmp(one, other),
  }
}

function watchTransactions(database: IDBDatabase, { onTransaction }: Watcher): void {
  const begin = database.transaction.bind(database)
  database.transaction = (storeNames, mode, options = {}) => {
    const transaction = begin(storeNames, mode, options)
    onTransaction?.(transaction, options)
    return transaction
  }
}
