/** An event store or a storage. Its `historyId` changes when the log is replaced. */
export type WithHistory = { readonly historyId: string }

/** Repeats a read if the log was replaced during the read. Otherwise the result or error would mix two histories. */
export async function withinOneHistory<Result>(log: WithHistory, read: () => Promise<Result>): Promise<Result> {
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
