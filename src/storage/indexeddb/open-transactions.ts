/**
 * Tracks the transactions of a connection that have not ended. Closing the connection waits for them: one that the browser never answers
 * would hold its locks for ever, in every tab.
 *
 * @returns aborts all open transactions
 */
export function trackTransactions(database: IDBDatabase): () => void {
  const running = new Set<IDBTransaction>()
  const forget = ({ target }: Event): void => void running.delete(target as IDBTransaction)
  const begin = database.transaction.bind(database)
  // In one place for all callers, so that none can be missed.
  database.transaction = (...given) => {
    const transaction = begin(...given)
    running.add(transaction)
    transaction.addEventListener('complete', forget)
    return transaction
  }
  // The event bubbles. One listener less for each transaction saves a hundredth of a small append.
  database.addEventListener('abort', forget)
  return () => {
    for (const transaction of running) {
      try {
        transaction.abort()
      } catch {
        // It has ended already.
      }
    }
  }
}
