import { type EventChunk, type LogQuestion, type LogView, MemoryStorage, type ReadRange } from 'rewindable/adapter'
import { deferred } from '../deferred.ts'

/** A storage that can stop responding to reads. It counts the requests for the end of the log. */
export class SlowStorage extends MemoryStorage {
  answersReads = true
  asksForTheEnd = 0
  readonly #stuck = deferred()
  /** Resolves when the first read without a response arrives. */
  readonly isStuck = this.#stuck.promise

  override async view(question: LogQuestion): Promise<LogView> {
    this.asksForTheEnd += 1
    await this.#answered()
    return super.view(question)
  }

  override async read(range: ReadRange): Promise<readonly EventChunk[]> {
    await this.#answered()
    return super.read(range)
  }

  override async readStream(
    ...asked: Parameters<MemoryStorage['readStream']>
  ): ReturnType<MemoryStorage['readStream']> {
    await this.#answered()
    return super.readStream(...asked)
  }

  async #answered(): Promise<void> {
    if (this.answersReads) return
    this.#stuck.resolve()
    await new Promise(() => {})
  }
}
