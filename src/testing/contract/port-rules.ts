type Rule = 'atomicAppend' | 'recordedCommands' | 'sharedLogId' | 'closed' | 'maxEvents'

/**
 * The rules of `LogStorage` that a failed case names. A case checks an event store, so its own values rarely show which member of the
 * adapter is wrong.
 */
export const portRules: Readonly<Record<Rule, string>> = {
  atomicAppend:
    'Rule of LogStorage.append: no other writer appends between the answers for decide and the write. ' +
    'Answer inside the write, or make the write fail if its position is taken',
  recordedCommands:
    'Rule of LogView.recordedCommands: it holds the position of the first event of each recorded command in the question. ' +
    'The commandId of each StoredEvent must be stored, also by an import',
  sharedLogId:
    'Rule of LogStorage.logId: all storages that are open on one log have the same logId. Store it with the log',
  closed: 'Rule of LogStorage.close: every later operation rejects with StoreClosed, also those of documents',
  maxEvents: 'Rule of ReadRange.maxEvents: read about as many events, and more only if they share a chunk',
}

/** Waits for a promise. If the promise rejects, the error names the broken rule of the port. */
export async function underRule<Result>(rule: string, promise: Promise<Result>): Promise<Result> {
  try {
    return await promise
  } catch (cause) {
    const found = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause)
    throw new Error(`${rule}. Found: ${found}`, { cause })
  }
}
