/** What says which events it has: an event store, or a storage. */
export type WithHistory = { readonly historyId: string }

/**
 * Does something that only reads, and does it again when the log was replaced: its answers would be of two logs, and
 * an error may only say that.
 */
export async function ofOneHistory<Result>(log: WithHistory, read: () => Promise<Result>): Promise<Result> {
  for (;;) {
    const { historyId } = log
    try {
      const result = await read()
      if (log.historyId === historyId) return result
    } catch (error) {
      if (log.historyId === historyId) throw error
    }
  }
}
