/**
 * Takes note of the transactions of a connection while they run. Closing it waits for them to end, so one that the browser never
 * answers would hold its locks for ever, in every tab.
 *
 * @returns undoes those that still run
 */
export function noteRunning(database: IDBDatabase): () => void {
  const running = new Set<IDBTransaction>()
  const forget = ({ target }: Event): void => void running.delete(target as IDBTransaction)
  const begin = database.transaction.bind(database)
  // Here, and not where they are begun: none can be forgotten.
  database.transaction = (...given) => {
    const transaction = begin(...given)
    running.add(transaction)
    transaction.addEventListener('complete', forget)
    return transaction
  }
  // It bubbles, and a listener less for each transaction is a hundredth of a small append.
  database.addEventListener('abort', forget)
  return () => {
    for (const transaction of running) {
      try {
        transaction.abort()
      } catch {
        // It is over, and about to say so.
      }
    }
  }
}
