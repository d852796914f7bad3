/** Intercepts the requests of a transaction. */
export type RequestWatcher = {
  /** Called instead of each request. `send` makes the request. */
  readonly send: (send: () => IDBRequest, isChange: boolean) => IDBRequest
  /** Called when a request is answered, before the listeners of its caller. */
  readonly answered: () => void
}

const requesting = ['get', 'getKey', 'getAll', 'getAllKeys', 'getAllRecords', 'count', 'openCursor', 'openKeyCursor']
const changing = ['add', 'put', 'delete', 'clear']
const moving = ['continue', 'continuePrimaryKey', 'advance']

/** Watches all requests of a transaction: those of its object stores, indexes and cursors. */
export function watchRequests(transaction: IDBTransaction, watcher: RequestWatcher): void {
  const patched = new Set<object>()

  function patch(source: object, names: readonly string[], request?: IDBRequest): void {
    for (const name of names) {
      const method: unknown = Reflect.get(source, name)
      if (typeof method !== 'function') continue
      const value = (...given: unknown[]): IDBRequest =>
        watcher.send(() => watchAnswer(Reflect.apply(method, source, given) ?? request), changing.includes(name))
      // The property must be configurable, because idb returns proxies of these objects.
      Object.defineProperty(source, name, { value, configurable: true })
    }
  }

  function watchAnswer(request: IDBRequest): IDBRequest {
    let isAnswered = false
    const answer = (): void => {
      // A cursor request is answered once for each move.
      if (isAnswered) return
      isAnswered = true
      watcher.answered()
      // In WebKit, the requests of an interrupted transaction fire `error` while they are pending.
      const { result } = request.readyState === 'pending' || request.error ? { result: undefined } : request
      if (!(result instanceof IDBCursor) || patched.has(result)) return
      patched.add(result)
      patch(result, moving, request)
    }
    request.addEventListener('success', answer)
    request.addEventListener('error', answer)
    return request
  }

  function patchSource<Source extends IDBObjectStore | IDBIndex>(source: Source): Source {
    if (patched.has(source)) return source
    patched.add(source)
    patch(source, [...requesting, ...changing])
    return source
  }

  const objectStore = transaction.objectStore.bind(transaction)
  transaction.objectStore = (storeName) => {
    const store = objectStore(storeName)
    if (patched.has(store)) return store
    const index = store.index.bind(store)
    store.index = (indexName) => patchSource(index(indexName))
    return patchSource(store)
  }
}
