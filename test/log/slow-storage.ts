import { MemoryStorage } from 'rewindable/testing'
import { deferred } from '../deferred.ts'

/** A storage that can stop responding to reads. It counts the requests for the end of the log. */
export class SlowStorage extends MemoryStorage {
  answersReads = true
  asksForTheEnd = 0
  readonly #stuck = deferred()
  /** Resolves when the first read arrives that gets no response. */
  readonly isStuck = this.#stuck.promise

  override async tail(): ReturnType<MemoryStorage['tail']> {
    this.asksForTheEnd += 1
    await this.#answered()
    return super.tail()
  }

  override async readLog(range: Parameters<MemoryStorage['readLog']>[0]): ReturnType<MemoryStorage['readLog']> {
    await this.#answered()
    return super.readLog(range)
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
