/** Sees every connection and every transaction before the library does, and may harm them. */
export type Watcher = {
  /** Called for each attempt to open; may throw. */
  readonly onOpen?: () => void
  /** Called when the library has asked for the layout of a new database. */
  readonly onUpgrade?: (transaction: IDBTransaction) => void
  readonly onDatabase?: (database: IDBDatabase) => void
  readonly onTransaction?: (transaction: IDBTransaction, asked: IDBTransactionOptions) => void
}

/**
 * The real IndexedDB with somebody listening at the door. Databases and transactions stay the real ones, patched one by
 * one, because idb recognises them by `instanceof`.
 */
export function watchedIndexedDB(watcher: Watcher): IDBFactory {
  const open: IDBFactory['open'] = (name, version) => {
    watcher.onOpen?.()
    const request = indexedDB.open(name, version)
    // Listening last here, and first below: what is laid out is the library's, what the library gets is patched already.
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
