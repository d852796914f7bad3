import type { CommitRecord, LogQuestion, LogStorage, LogView, StorageHealth, Tail } from 'rewindable'

/** Stores nothing and collects the records that appends write, so that the caller can take them. */
export class CapturingStorage {
  readonly logId = 'captured'
  readonly health: StorageHealth = {
    status: async () => ({ connection: 'open', persistence: 'not kept', privateMode: 'unknown', history: 'unknown' }),
    requestPersistence: async () => false,
    onChange: () => () => {},
  }
  #tail: Tail = { position: 0, recordedAt: 0 }
  readonly #heads = new Map<string, number>()
  #records: CommitRecord[] = []

  /** Returns the records since the last call. */
  takeRecords(): CommitRecord[] {
    const records = this.#records
    this.#records = []
    return records
  }

  // The missing methods are for readers and followers. This log has none.
  asStorage(): LogStorage {
    return this as Partial<LogStorage> as LogStorage
  }

  async tail(): Promise<Tail> {
    return this.#tail
  }

  async write(records: readonly CommitRecord[]): Promise<boolean> {
    for (const record of records) {
      this.#records.push(record)
      this.#tail = { position: record.position + record.count - 1, recordedAt: record.recordedAt }
      for (const [streamId, lastVersion] of record.streams) this.#heads.set(streamId, lastVersion)
    }
    return true
  }

  decideAndWrite({ streamIds }: LogQuestion, decide: (view: LogView) => readonly CommitRecord[]): Promise<boolean> {
    const heads = new Map(streamIds.map((streamId) => [streamId, this.#heads.get(streamId) ?? 0]))
    return this.write(decide({ tail: this.#tail, heads, recordedCommands: new Set() }))
  }

  async close(): Promise<void> {}
}
