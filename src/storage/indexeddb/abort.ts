/** Aborts a transaction. Does nothing if the transaction has ended. */
export function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort()
  } catch {
    // The transaction has already ended.
  }
}
