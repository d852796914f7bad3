import { databaseEvent } from '../faults/database-events.ts'
import { sayError } from '../faults/engine-errors.ts'
import { watchedIndexedDB } from '../faults/watched-indexeddb.ts'
import { watchRequests } from '../faults/watched-requests.ts'
import type { CommitRecord } from '../raw-commit.ts'

/**
 * Returns an IndexedDB in which one commit cannot be read. In Chromium, this happens when the file of a large value is missing. The
 * key and the indexes exist, but a request that reads the commit fails together with its transaction.
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
    sayError(request, { name: errorName, message: 'Data lost due to missing file.' })
    request.dispatchEvent(databaseEvent('error'))
    transaction.abort()
  })
  return request
}

function commitsIn(result: unknown): CommitRecord[] {
  const found = result instanceof IDBCursor ? [Reflect.get(result, 'value')] : [result].flat()
  return found.filter((one) => typeof one === 'object' && one !== null && 'streams' in one)
}
