import type { StoredRow } from './row-storage.ts'

/** Resolves to the result of a request. The transaction is active when the promise resolves. */
export function answerOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}

/** Resolves when a transaction is complete. Call this function before the first request. */
export function completion(transaction: IDBTransaction): Promise<void> {
  const done = new Promise<void>((resolve, reject) => {
    // A failed commit, for example for lack of space, fires only `abort`. The error of a request comes before the abort.
    transaction.onabort = () =>
      reject(transaction.error ?? new DOMException('The transaction was aborted.', 'AbortError'))
    transaction.oncomplete = () => resolve()
  })
  // A request that fails first reports the error too.
  done.catch(() => {})
  return done
}

/** Reads the values of an index from the end of a range. */
export async function valuesBackward(
  index: IDBIndex,
  range: IDBKeyRange,
  limit: number | undefined,
): Promise<readonly StoredRow[]> {
  if (hasRecords(index)) {
    const records = await answerOf(index.getAllRecords({ query: range, count: limit, direction: 'prev' }))
    return records.map(({ value }) => value)
  }
  const found: StoredRow[] = []
  const request = index.openCursor(range, 'prev')
  return new Promise((resolve, reject) => {
    request.onerror = () => reject(request.error)
    request.onsuccess = () => {
      const cursor = request.result
      if (cursor) found.push(cursor.value)
      if (!cursor || found.length === limit) resolve(found)
      else cursor.continue()
    }
  })
}

/** A request for several records, which TypeScript does not know yet. Some browsers lack it. */
type WithRecords = {
  getAllRecords(options: {
    readonly query: IDBKeyRange
    readonly count: number | undefined
    readonly direction: 'prev'
  }): IDBRequest<readonly { readonly value: StoredRow }[]>
}

function hasRecords(index: IDBIndex): index is IDBIndex & WithRecords {
  return 'getAllRecords' in index
}
