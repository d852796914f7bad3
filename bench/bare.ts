import { accountStream, type BankEvent, moneyDeposited } from '../examples/bank-account.ts'

/** An event as plain IndexedDB code would keep it: what happened, to whom, when, and where in the log. */
export type BareEvent = BankEvent & {
  readonly position: number
  readonly streamId: string
  readonly version: number
  readonly recordedAt: number
}

/** Deposits of 1, 2, 3 … to accounts in turns. */
export function bareEvents(count: number, accounts: number): BareEvent[] {
  return Array.from({ length: count }, (_, index) => ({
    ...moneyDeposited(index + 1),
    position: index + 1,
    streamId: accountStream(String(index % accounts)),
    version: Math.floor(index / accounts) + 1,
    recordedAt: Date.now(),
  }))
}

/** One record an event, keyed by its position, and nothing else unless the obvious index is asked for. */
export function openBare(name: string, { indexed }: { indexed: boolean }): Promise<IDBDatabase> {
  const request = indexedDB.open(name, 1)
  request.onupgradeneeded = () => {
    const events = request.result.createObjectStore('events', { keyPath: 'position' })
    if (indexed) events.createIndex('byStream', ['streamId', 'version'], { unique: true })
  }
  return resultOf(request)
}

/**
 * One add() for each event in one transaction. Resolves when it is complete.
 *
 * @param how `commit`: say that nothing more will come, instead of letting the browser find out
 */
export function addInOneTransaction(
  database: IDBDatabase,
  events: readonly BareEvent[],
  { commit = false }: { readonly commit?: boolean } = {},
): Promise<void> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction('events', 'readwrite')
    transaction.oncomplete = () => resolve()
    transaction.onabort = () => reject(transaction.error)
    const store = transaction.objectStore('events')
    for (const event of events) store.add(event)
    if (commit) transaction.commit()
  })
}

export function getAll(database: IDBDatabase): Promise<BareEvent[]> {
  return resultOf(database.transaction('events').objectStore('events').getAll())
}

export function getStream(database: IDBDatabase, streamId: string): Promise<BareEvent[]> {
  const byStream = database.transaction('events').objectStore('events').index('byStream')
  return resultOf(byStream.getAll(IDBKeyRange.bound([streamId], [streamId, []])))
}

export function count(database: IDBDatabase): Promise<number> {
  return resultOf(database.transaction('events').objectStore('events').count())
}

export function resultOf<Result>(request: IDBRequest<Result>): Promise<Result> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
