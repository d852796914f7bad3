import { deferred } from '../deferred.ts'
import type { DelayedEvents } from './delayed-events.ts'
import { watchRequests } from './watched-requests.ts'

/** The faults of database operations. Operations without a fault are neither changed nor counted. */
export type Fault = {
  readonly open?: (open: () => IDBOpenDBRequest, scene: Scene) => IDBOpenDBRequest
  /** Includes faults at the end of the transaction. */
  readonly transaction?: (begin: () => IDBTransaction, scene: Scene) => IDBTransaction
  readonly request?: Harm
  /** A request that writes. */
  readonly change?: Harm
  /** Runs right after the operation was started. */
  readonly besides?: (scene: Scene) => void
}

/** Sends a request, or fails or delays it. */
export type Harm = (send: () => IDBRequest, transaction: IDBTransaction, scene: Scene) => IDBRequest

type Step = 'open' | 'transaction' | 'request' | 'change'

/** The objects that a fault can use. */
export type Scene = {
  /** Resolves when the fault has ended. */
  readonly faultEnded: Promise<void>
  /** The names of all databases that were opened. */
  readonly databaseNames: ReadonlySet<string>
  readonly connections: ReadonlySet<IDBDatabase>
  readonly transactions: ReadonlySet<IDBTransaction>
  /** Returns whether all requests of a transaction are answered. */
  readonly isIdle: (transaction: IDBTransaction) => boolean
  /** Holds the answers to all later requests of a transaction. */
  readonly holdAnswers: (transaction: IDBTransaction, answers: DelayedEvents) => void
}

export type FaultyIndexedDB = {
  readonly indexedDB: IDBFactory
  /** Returns the number of operations that the fault applies to, up to the one that failed. */
  readonly operations: () => number
  /** Returns whether the n-th operation was reached. */
  readonly isReached: () => boolean
  /** Ends the fault: held events are released and later operations work. */
  readonly endFault: () => void
  /** Returns the number of connections that are still open. */
  readonly openConnections: () => number
}

/**
 * Wraps the global IndexedDB, real or fake, and applies a fault to the n-th operation that the fault applies to.
 *
 * @param at the number of the operation, counted from 1 over all uses of this factory
 * @param later the fault of all operations after that
 */
export function faultyIndexedDB({ at, fault, later }: { at: number; fault: Fault; later?: Fault }): FaultyIndexedDB {
  let count = 0
  let hasEnded = false
  const ending = deferred()
  const databaseNames = new Set<string>()
  const connections = new Set<IDBDatabase>()
  const transactions = new Set<IDBTransaction>()
  const unanswered = new WeakMap<IDBTransaction, number>()
  const held = new WeakMap<IDBTransaction, DelayedEvents>()
  const scene: Scene = {
    faultEnded: ending.promise,
    databaseNames,
    connections,
    transactions,
    isIdle: (transaction) => (unanswered.get(transaction) ?? 0) === 0,
    holdAnswers: (transaction, answers) => held.set(transaction, answers),
  }

  function next(steps: readonly Step[]): Fault {
    if (hasEnded) return {}
    if (count >= at) return later ?? {}
    if (fault.besides || steps.some((step) => fault[step])) count += 1
    return count === at ? fault : {}
  }

  function take<Result>(steps: readonly Step[], act: (harm: Fault) => Result): Result {
    const harm = next(steps)
    const result = act(harm)
    harm.besides?.(scene)
    return result
  }

  const open: IDBFactory['open'] = (name, version) =>
    take(['open'], (harm) => {
      databaseNames.add(name)
      const openNow = (): IDBOpenDBRequest => {
        const request = indexedDB.open(name, version)
        request.addEventListener('success', () => watchConnection(request.result))
        return request
      }
      return harm.open ? harm.open(openNow, scene) : openNow()
    })

  function watchConnection(database: IDBDatabase): void {
    connections.add(database)
    const close = database.close.bind(database)
    database.close = () => {
      connections.delete(database)
      close()
    }
    const begin = database.transaction.bind(database)
    database.transaction = (storeNames, mode, options = {}) =>
      take(['transaction'], (harm) => {
        const beginNow = (): IDBTransaction => watchTransaction(begin(storeNames, mode, options))
        return harm.transaction ? harm.transaction(beginNow, scene) : beginNow()
      })
  }

  function watchTransaction(transaction: IDBTransaction): IDBTransaction {
    const change = (by: number): void => {
      unanswered.set(transaction, (unanswered.get(transaction) ?? 0) + by)
    }
    transactions.add(transaction)
    for (const end of ['complete', 'abort']) transaction.addEventListener(end, () => transactions.delete(transaction))
    watchRequests(transaction, {
      send: (send, isChange) =>
        take(isChange ? ['request', 'change'] : ['request'], (harm) => {
          const sendNow = (): IDBRequest => {
            const request = send()
            change(1)
            held.get(transaction)?.delay(request, ['success', 'error'])
            return request
          }
          const harmful = harm.request ?? (isChange ? harm.change : undefined)
          return harmful ? harmful(sendNow, transaction, scene) : sendNow()
        }),
      answered: () => change(-1),
    })
    return transaction
  }

  return {
    indexedDB: {
      open,
      deleteDatabase: (name) => indexedDB.deleteDatabase(name),
      databases: () => indexedDB.databases(),
      cmp: (one, other) => indexedDB.cmp(one, other),
    },
    operations: () => count,
    isReached: () => count >= at,
    endFault: () => {
      hasEnded = true
      ending.resolve()
    },
    openConnections: () => connections.size,
  }
}
