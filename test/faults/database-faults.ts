import { databaseEvent, failing, unansweredRequest } from './database-events.ts'
import { DelayedEvents } from './delayed-events.ts'
import { type EngineError, internalError, raise, sayError } from './engine-errors.ts'
import type { Fault, Harm, Scene } from './faulty-indexeddb.ts'
import { beforeCommit, keepOpen, undo } from './unfinished-transaction.ts'

/** A delayed event does not arrive before the fault has ended. */
const never = Infinity

const ofOpening = ['success', 'error', 'upgradeneeded', 'blocked']
const ofTransactions = ['complete', 'abort', 'error']

export const opening = {
  throws: (error: EngineError): Fault => ({ open: () => raise(error) }),
  fails: (error: EngineError): Fault => ({ open: () => failing(unansweredRequest(), error) }),
  /** The request fires no event. */
  isSilent: { open: () => held(unansweredRequest(), ofOpening) } satisfies Fault,
  /** Another tab keeps its connection open. */
  isBlocked: {
    open: () => {
      const request = unansweredRequest()
      request.addEventListener('success', (event) => {
        event.stopImmediatePropagation()
        request.dispatchEvent(databaseEvent('blocked'))
      })
      return request
    },
  } satisfies Fault,
  isLate: (milliseconds = never): Fault => ({
    open: (open, { faultEnded }) => held(open(), ['success'], Promise.race([faultEnded, after(milliseconds)])),
  }),
  /** The upgrade that creates a new database is rolled back. */
  failsToLayOut: {
    open: (open) => {
      const request = open()
      // This listener is added last, so that it runs after the listener of the library.
      queueMicrotask(() =>
        request.addEventListener('upgradeneeded', () => request.transaction && undo(request.transaction)),
      )
      return request
    },
  } satisfies Fault,
}

export const beginning = {
  throws: (error: EngineError): Fault => ({ transaction: () => raise(error) }),
}

export const asking = {
  fails: (error: EngineError): Fault => ({ request: (send) => failing(send(), error) }),
  /** The transaction of the delayed request stays open and keeps its locks. */
  isLate: (milliseconds = never): Fault => ({ request: answering(milliseconds) }),
}

export const changing = {
  /** The call throws, as engines do for values that are too large. */
  throws: (error: EngineError): Fault => ({ change: () => raise(error) }),
  isLate: (milliseconds = never): Fault => ({ change: answering(milliseconds) }),
}

export const ending = {
  /** The transaction aborts when it commits, after all requests succeeded. Nothing is stored. */
  aborts: (error?: EngineError): Fault =>
    whenCommitting((transaction) => {
      if (error) sayError(transaction, error)
      undo(transaction)
    }),
  isUndoneInSilence: {
    transaction: (begin, { isIdle }) => {
      const transaction = held(begin(), ofTransactions)
      beforeCommit(
        transaction,
        () => isIdle(transaction),
        () => undo(transaction),
      )
      return transaction
    },
  } satisfies Fault,
  isStoredInSilence: { transaction: (begin) => held(begin(), ofTransactions) } satisfies Fault,
  isStoredButSaidToAbort: {
    transaction: (begin) => {
      const transaction = begin()
      transaction.addEventListener('complete', (event) => {
        event.stopImmediatePropagation()
        transaction.dispatchEvent(databaseEvent('abort'))
      })
      return transaction
    },
  } satisfies Fault,
  isToldLate: (milliseconds = never): Fault => ({
    transaction: (begin, { faultEnded }) =>
      held(begin(), ofTransactions, Promise.race([faultEnded, after(milliseconds)])),
  }),
  /** The transaction commits only after the fault has ended. */
  isPutOff: whenCommitting((transaction, { faultEnded }) => {
    keepOpen(transaction, faultEnded, () => {})
    transaction.commit()
  }),
}

export const connection = {
  /** The connection closes without a close event. Requests in flight finish, later ones throw. */
  closes: {
    besides: ({ connections }) => {
      for (const database of connections) database.close()
    },
  } satisfies Fault,
  /** The browser aborts transactions in flight, closes the connection and fires a close event. */
  isClosedByForce: {
    besides: ({ connections, transactions }) => soon(() => closeByForce(connections, transactions)),
  } satisfies Fault,
}

/** Another tab deletes the database. The deletion waits for transactions in flight. */
export const deletion: Fault = { besides: ({ databaseNames }) => deleteAll(databaseNames) }

/** The user clears the site's data. The browser closes all connections by force. */
export const clearing: Fault = {
  besides: ({ databaseNames, connections, transactions }) =>
    soon(() => {
      closeByForce(connections, transactions)
      deleteAll(databaseNames)
    }),
}

/** Every operation fails. */
export const dead: Fault = {
  ...opening.fails(internalError),
  ...beginning.throws(internalError),
  ...asking.fails(internalError),
}

export const silent: Fault = { ...opening.isSilent, ...asking.isLate(), ...ending.isStoredInSilence }

function whenCommitting(act: (transaction: IDBTransaction, scene: Scene) => void): Fault {
  return {
    transaction: (begin, scene) => {
      const transaction = begin()
      beforeCommit(
        transaction,
        () => scene.isIdle(transaction),
        () => act(transaction, scene),
      )
      return transaction
    },
  }
}

function held<Target extends EventTarget>(target: Target, types: readonly string[], until?: Promise<void>): Target {
  const events = new DelayedEvents()
  events.delay(target, types)
  until?.then(() => events.release())
  return target
}

function answering(milliseconds: number): Harm {
  return (send, transaction, { faultEnded, holdAnswers }) => {
    const answers = new DelayedEvents()
    // Later requests of the transaction are answered after this request.
    holdAnswers(transaction, answers)
    keepOpen(transaction, Promise.race([faultEnded, after(milliseconds)]), () => answers.release())
    return send()
  }
}

function closeByForce(connections: Iterable<IDBDatabase>, transactions: Iterable<IDBTransaction>): void {
  for (const transaction of transactions) undo(transaction)
  for (const database of connections) {
    database.close()
    soon(() => database.dispatchEvent(databaseEvent('close')))
  }
}

/** Runs `work` in a separate task, as browsers do for events that no request caused. */
function soon(work: () => void): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => {
    port1.close()
    work()
  }
  port2.postMessage(undefined)
}

function deleteAll(databaseNames: Iterable<string>): void {
  for (const name of databaseNames) indexedDB.deleteDatabase(name)
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    if (milliseconds !== never) setTimeout(resolve, milliseconds)
  })
}
