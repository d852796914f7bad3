import {
  type Decide,
  type EventChunk,
  type LogQuestion,
  type LogView,
  MemoryStorage,
  type ReadRange,
} from 'rewindable/adapter'

/** A storage that counts its reads, and can hide that an append was stored. */
export class CountingStorage extends MemoryStorage {
  /** The number of calls of `read` and `view`. */
  requests = 0
  /** The number of events that `read` returned. */
  eventsRead = 0
  /** Thrown by the next append, after its events are stored. */
  failure: Error | undefined

  override async append(question: LogQuestion, decide: Decide): Promise<void> {
    await super.append(question, decide)
    const { failure } = this
    this.failure = undefined
    if (failure) throw failure
  }

  override view(question: LogQuestion): Promise<LogView> {
    this.requests += 1
    return super.view(question)
  }

  override async read(range: ReadRange): Promise<readonly EventChunk[]> {
    this.requests += 1
    const chunks = await super.read(range)
    for (const { count } of chunks) this.eventsRead += count
    return chunks
  }

  forgetCounts(): void {
    this.requests = 0
    this.eventsRead = 0
  }
}
