/**
 * Takes note of the transactions of a connection while they run. Closing it waits for them to end, so one that the browser never
 * answers would hold its locks for ever, in every tab.
 *
 * @returns undoes those that still run
 */
export function noteRunning(database: IDBDatabase): () => void {
  const running = new Set<IDBTransaction>()
  const begin = database.transaction.bind(database)
  // Here, and not where they are begun: none can be forgotten.
  database.transaction = (...given) => {
    const transaction = begin(...given)
    const forget = (): void => void running.delete(transaction)
    running.add(transaction)
    transaction.addEventListener('complete', forget)
    transaction.addEventListener('abort', forget)
    return transaction
  }
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
