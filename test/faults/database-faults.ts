import { type EngineError, internalError, raise, sayError } from './engine-errors.ts'
import type { Fault, Harm, Scene } from './faulty-indexeddb.ts'
import { HeldEvents } from './held-events.ts'
import { databaseEvent, failing, unanswerable } from './made-up-events.ts'
import { beforeCommit, keepOpen, undo } from './unfinished-transaction.ts'

/** Not before the fault is gone. */
const never = Infinity

const ofOpening = ['success', 'error', 'upgradeneeded', 'blocked']
const ofTransactions = ['complete', 'abort', 'error']

export const opening = {
  throws: (error: EngineError): Fault => ({ open: () => raise(error) }),
  fails: (error: EngineError): Fault => ({ open: () => failing(unanswerable(), error) }),
  /** Nothing is ever heard of it. */
  isSilent: { open: () => held(unanswerable(), ofOpening) } satisfies Fault,
  /** Another tab does not let go. */
  isBlocked: {
    open: () => {
      const request = unanswerable()
      request.addEventListener('success', (event) => {
        event.stopImmediatePropagation()
        request.dispatchEvent(databaseEvent('blocked'))
      })
      return request
    },
  } satisfies Fault,
  isLate: (milliseconds = never): Fault => ({
    open: (open, { cured }) => held(open(), ['success'], Promise.race([cured, after(milliseconds)])),
  }),
  /** The layout of a new database is undone. */
  failsToLayOut: {
    open: (open) => {
      const request = open()
      // Listening last: what is laid out first is the library's.
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
  /** Its transaction stays open meanwhile, as that of a request under way does, and holds its locks. */
  isLate: (milliseconds = never): Fault => ({ request: answering(milliseconds) }),
}

export const changing = {
  /** As something that is too large is refused. */
  throws: (error: EngineError): Fault => ({ change: () => raise(error) }),
  isLate: (milliseconds = never): Fault => ({ change: answering(milliseconds) }),
}

export const ending = {
  /** Everything was fine up to the commit. Nothing is stored. */
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
    transaction: (begin, { cured }) => held(begin(), ofTransactions, Promise.race([cured, after(milliseconds)])),
  }),
  /** It is stored in the end, but not before the fault is gone. */
  isPutOff: whenCommitting((transaction, { cured }) => {
    keepOpen(transaction, cured, () => {})
    transaction.commit()
  }),
}

export const connection = {
  /** Without a word: whoever uses it next is refused. What is under way goes on. */
  closes: {
    besides: ({ connections }) => {
      for (const database of connections) database.close()
    },
  } satisfies Fault,
  /** The browser aborts what is under way and says so. */
  isClosedByForce: {
    besides: ({ connections, transactions }) => soon(() => closeByForce(connections, transactions)),
  } satisfies Fault,
}

/** Another tab deletes the database, which waits for what is under way. */
export const deletion: Fault = { besides: ({ databaseNames }) => deleteAll(databaseNames) }

/** The person clears the site's data: nobody is asked. */
export const clearing: Fault = {
  besides: ({ databaseNames, connections, transactions }) =>
    soon(() => {
      closeByForce(connections, transactions)
      deleteAll(databaseNames)
    }),
}

/** Nothing works any more. */
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
  const events = new HeldEvents()
  events.hold(target, types)
  until?.then(() => events.letGo())
  return target
}

function answering(milliseconds: number): Harm {
  return (send, transaction, { cured, holdAnswers }) => {
    const answers = new HeldEvents()
    // Those behind it are not answered earlier.
    holdAnswers(transaction, answers)
    keepOpen(transaction, Promise.race([cured, after(milliseconds)]), () => answers.letGo())
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

/** In a task of its own, as everything comes that the browser does unasked. */
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
