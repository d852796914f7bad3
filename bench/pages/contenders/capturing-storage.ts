import type { Decide, LogQuestion, LogStorage, LogView, StoredEvent } from 'rewindable/adapter'

/** Stores nothing and collects the events that appends write, so that the caller can take them. */
export class CapturingStorage {
  readonly logId = 'captured'
  #tail: LogView['tail'] = { position: 0, recordedAt: 0 }
  readonly #heads = new Map<string, number>()
  #events: StoredEvent[] = []

  /** Returns the events written since the last call. */
  takeEvents(): StoredEvent[] {
    const events = this.#events
    this.#events = []
    return events
  }

  // Readers and followers need the missing operations. This log has none.
  asStorage(): LogStorage {
    return this as Partial<LogStorage> as LogStorage
  }

  async view({ streamIds }: LogQuestion): Promise<LogView> {
    const heads = new Map(streamIds.map((streamId) => [streamId, this.#heads.get(streamId) ?? 0]))
    return { tail: this.#tail, heads, recordedCommands: new Map() }
  }

  async append(question: LogQuestion, decide: Decide): Promise<void> {
    for (const event of decide(await this.view(question)) ?? []) {
      this.#events.push(event)
      this.#tail = { position: event.globalPosition, recordedAt: event.recordedAt }
      this.#heads.set(event.streamId, event.streamVersion)
    }
  }

  async close(): Promise<void> {}
}
