import type { CommitRecord } from 'rewindable'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { watchRequests } from '../faults/watched-requests.ts'

/**
 * An IndexedDB that has lost what one commit holds, as Chromium does when the file is gone in which it keeps a large value: the
 * key and the indexes are there, and whatever would read the commit fails, with its transaction.
 */
export function withUnreadableCommit(position: number, errorName = 'NotReadableError'): IDBFactory {
  return watchedIndexedDB({
    onTransaction: (transaction) => {
      if (!transaction.objectStoreNames.contains('commits')) return
      watchRequests(transaction, {
        send: (send) => failingAt(position, errorName, transaction, send()),
        answered: () => {},
      })
    },
  })
}

function failingAt(position: number, errorName: string, transaction: IDBTransaction, request: IDBRequest): IDBRequest {
  request.addEventListener('success', (event) => {
    if (!commitsIn(request.result).some((commit) => commit.position === position)) return
    event.stopImmediatePropagation()
    const error = new DOMException('Data lost due to missing file.', errorName)
    Object.defineProperty(request, 'error', { get: () => error })
    const Kind = event.constructor as typeof Event
    request.dispatchEvent(new Kind('error'))
    transaction.abort()
  })
  return request
}

function commitsIn(result: unknown): CommitRecord[] {
  const found = result instanceof IDBCursor ? [Reflect.get(result, 'value')] : [result].flat()
  return found.filter((one) => typeof one === 'object' && one !== null && 'streams' in one)
}
