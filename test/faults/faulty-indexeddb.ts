import type { HeldEvents } from './held-events.ts'
import { watchRequests } from './watched-requests.ts'

/** What goes wrong with the operations of a database. Those it says nothing of are neither harmed nor counted. */
export type Fault = {
  readonly open?: (open: () => IDBOpenDBRequest, scene: Scene) => IDBOpenDBRequest
  /** Stands for the end of the transaction too. */
  readonly transaction?: (begin: () => IDBTransaction, scene: Scene) => IDBTransaction
  readonly request?: Harm
  /** A request that changes something. */
  readonly change?: Harm
  /** What happens besides, while the operation is under way. */
  readonly besides?: (scene: Scene) => void
}

/** What becomes of a request. */
export type Harm = (send: () => IDBRequest, transaction: IDBTransaction, scene: Scene) => IDBRequest

type Step = 'open' | 'transaction' | 'request' | 'change'

/** What a fault can reach. */
export type Scene = {
  /** Resolves when the fault is gone. */
  readonly cured: Promise<void>
  /** Of all databases that anybody asked to open. */
  readonly databaseNames: ReadonlySet<string>
  readonly connections: ReadonlySet<IDBDatabase>
  readonly transactions: ReadonlySet<IDBTransaction>
  /** Whether all requests of a transaction are answered. */
  readonly isIdle: (transaction: IDBTransaction) => boolean
  /** From now on, the answers to a transaction's requests are kept back. */
  readonly holdAnswers: (transaction: IDBTransaction, answers: HeldEvents) => void
}

export type FaultyIndexedDB = {
  readonly indexedDB: IDBFactory
  /** How many operations there were that the fault is about, up to the one that went wrong. */
  readonly operations: () => number
  /** Whether there was an n-th operation. */
  readonly isReached: () => boolean
  /** The fault is gone: what was kept back is let go, and nothing more is harmed. */
  readonly cure: () => void
  /** How many of the connections that were handed out are not closed. */
  readonly openConnections: () => number
}

/**
 * The IndexedDB at hand, real or not, in which the n-th of the operations that a fault is about goes wrong.
 *
 * @param at counts from 1 through everything done with this factory
 * @param later what goes wrong with everything after that
 */
export function faultyIndexedDB({ at, fault, later }: { at: number; fault: Fault; later?: Fault }): FaultyIndexedDB {
  let count = 0
  let isCured = false
  let cure = (): void => {}
  const databaseNames = new Set<string>()
  const connections = new Set<IDBDatabase>()
  const transactions = new Set<IDBTransaction>()
  const unanswered = new WeakMap<IDBTransaction, number>()
  const held = new WeakMap<IDBTransaction, HeldEvents>()
  const scene: Scene = {
    cured: new Promise((resolve) => {
      cure = resolve
    }),
    databaseNames,
    connections,
    transactions,
    isIdle: (transaction) => (unanswered.get(transaction) ?? 0) === 0,
    holdAnswers: (transaction, answers) => held.set(transaction, answers),
  }

  function next(steps: readonly Step[]): Fault {
    if (isCured) return {}
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
            held.get(transaction)?.hold(request, ['success', 'error'])
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
    cure: () => {
      isCured = true
      cure()
    },
    openConnections: () => connections.size,
  }
}
